/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "mrc-path-set.h"

#include <algorithm>
#include <numeric>

namespace ns3
{
namespace aifabric
{

namespace
{

/// The lowest entropy of some routes.
uint16_t
GetLowest(const std::vector<Route>& routes)
{
    return std::accumulate(
        routes.begin(),
        routes.end(),
        uint16_t{UINT16_MAX},
        [](uint16_t least, const Route& route) { return std::min(least, route.GetEntropy()); });
}

/// The highest.
uint16_t
GetHighest(const std::vector<Route>& routes)
{
    return std::accumulate(
        routes.begin(),
        routes.end(),
        uint16_t{0},
        [](uint16_t most, const Route& route) { return std::max(most, route.GetEntropy()); });
}

} // namespace

MrcPathSet::MrcPathSet(uint32_t dst,
                       const std::vector<Route>& routes,
                       uint32_t active,
                       uint64_t baseRtt)
    : m_dst(dst),
      m_active(active),
      m_first(GetLowest(routes)),
      m_steered(routes.front().IsPath()),
      m_baseRtt(baseRtt),
      m_evs(routes.size())
{
    m_number.assign(GetHighest(routes) - m_first + 1U, NONE);
    for (uint16_t i = 0; i < routes.size(); i++)
    {
        m_evs[i].entropy = routes[i].GetEntropy();
        m_number[m_evs[i].entropy - m_first] = i;
        if (i < active)
        {
            m_evs[i].slot = i;
            m_rotation.push_back(i);
        }
        else
        {
            m_backup.push_back(i);
        }
    }
}

void
MrcPathSet::Add(const Route& route)
{
    const uint16_t entropy = route.GetEntropy();
    if (entropy < m_first)
    {
        m_number.insert(m_number.begin(), m_first - entropy, NONE);
        m_first = entropy;
    }
    m_number.resize(std::max<size_t>(m_number.size(), entropy - m_first + 1U), NONE);
    if (FindNumber(entropy) != NONE)
    {
        return;
    }
    const auto number = static_cast<uint16_t>(m_evs.size());
    m_number[entropy - m_first] = number;
    m_evs.emplace_back();
    m_evs.back().entropy = entropy;
    if (m_rotation.size() < m_active)
    {
        m_evs.back().slot = static_cast<uint16_t>(m_rotation.size());
        m_rotation.push_back(number);
        m_noneGoodUntil = 0;
    }
    else
    {
        MakeSpare(number);
    }
}

uint16_t
MrcPathSet::FindNumber(uint16_t entropy) const
{
    const size_t index = static_cast<size_t>(entropy) - m_first; // wraps if below
    return index < m_number.size() ? m_number[index] : NONE;
}

MrcPathSet::Ev*
MrcPathSet::Find(uint16_t entropy)
{
    const uint16_t number = FindNumber(entropy);
    return number == NONE ? nullptr : &m_evs[number];
}

MrcPathState
MrcPathSet::GetState(uint16_t entropy, uint64_t now) const
{
    const uint16_t number = FindNumber(entropy);
    if (number == NONE)
    {
        return MrcPathState::DENIED;
    }
    if (m_evs[number].bad)
    {
        return MrcPathState::ASSUMED_BAD;
    }
    return m_evs[number].skipUntil > now ? MrcPathState::SKIP : MrcPathState::GOOD;
}

MrcPathSet::Ev&
MrcPathSet::Next()
{
    Ev& ev = m_evs[m_rotation[m_turn]];
    m_turn = m_turn + 1 < m_rotation.size() ? m_turn + 1 : 0;
    return ev;
}

Route
MrcPathSet::Choose(uint64_t now)
{
    if (now >= m_noneGoodUntil)
    {
        uint64_t soonest = UINT64_MAX;
        for (size_t i = 0; i < m_rotation.size(); i++)
        {
            const Ev& ev = Next();
            if (!ev.bad && ev.skipUntil <= now)
            {
                return GetRoute(ev);
            }
            soonest = ev.bad ? soonest : std::min(soonest, ev.skipUntil);
        }
        m_noneGoodUntil = soonest;
    }
    for (size_t i = 0; i < m_rotation.size(); i++)
    {
        const Ev& ev = Next();
        if (!ev.bad)
        {
            return GetRoute(ev);
        }
    }
    return GetRoute(Next());
}

void
MrcPathSet::Skip(uint16_t entropy, uint64_t until)
{
    if (Ev* ev = Find(entropy))
    {
        ev->skipUntil = std::max(ev->skipUntil, until);
    }
}

bool
MrcPathSet::Fail(uint16_t entropy, uint64_t sentAt, uint64_t now)
{
    const uint16_t number = FindNumber(entropy);
    if (number == NONE || m_evs[number].bad || sentAt < m_evs[number].changedAt)
    {
        return false;
    }
    Ev& ev = m_evs[number];
    ev.bad = true;
    ev.awaiting = false;
    ev.answers = 0;
    ev.changedAt = now;
    m_bad++;
    if (ev.slot == NONE)
    {
        m_backup.erase(std::find(m_backup.begin(), m_backup.end(), number));
    }
    else if (!m_backup.empty())
    {
        Replace(number);
    }
    return true;
}

void
MrcPathSet::Replace(uint16_t bad)
{
    const uint16_t spare = m_backup.back();
    m_backup.pop_back();
    m_evs[spare].slot = m_evs[bad].slot;
    m_rotation[m_evs[bad].slot] = spare;
    m_evs[bad].slot = NONE;
    m_noneGoodUntil = 0;
}

void
MrcPathSet::BeginProbes(std::vector<Route>& bad)
{
    bad.clear();
    for (Ev& ev : m_evs)
    {
        if (ev.bad)
        {
            ev.answers = ev.awaiting ? 0 : ev.answers;
            ev.awaiting = true;
            bad.push_back(GetRoute(ev));
        }
    }
}

bool
MrcPathSet::Answer(uint16_t entropy, uint64_t sentAt, uint32_t successes, uint64_t now)
{
    Ev* ev = Find(entropy);
    if (!ev || !ev->bad || sentAt < ev->changedAt)
    {
        return false;
    }
    ev->awaiting = false;
    if (++ev->answers < successes)
    {
        return false;
    }
    ev->bad = false;
    ev->changedAt = now;
    ev->skipUntil = 0;
    m_bad--;
    m_noneGoodUntil = 0;
    if (ev->slot == NONE)
    {
        MakeSpare(static_cast<uint16_t>(ev - m_evs.data()));
    }
    return true;
}

void
MrcPathSet::MakeSpare(uint16_t number)
{
    // To the end of the queue of the backup set, unless a bad EV still waits for a spare.
    m_backup.insert(m_backup.begin(), number);
    const auto bad = std::find_if(m_rotation.begin(), m_rotation.end(), [this](uint16_t n) {
        return m_evs[n].bad;
    });
    if (bad != m_rotation.end())
    {
        Replace(*bad);
    }
}

} // namespace aifabric
} // namespace ns3

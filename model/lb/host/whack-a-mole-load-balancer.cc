/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "whack-a-mole-load-balancer.h"

#include "ns3/component-description.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("WhackAMoleLoadBalancer");

NS_OBJECT_ENSURE_REGISTERED(WhackAMoleLoadBalancer);

namespace
{
/// Place of a path that is not in use.
constexpr uint16_t NO_PATH = UINT16_MAX;
/// Round-trip times between restorations, unless said otherwise.
constexpr uint64_t RESTORE_RTTS = 4;

/// The lowest bits of a number in reverse order.
uint32_t
ReverseBits(uint32_t x, uint32_t bits)
{
    x = ((x & 0x55555555) << 1) | ((x >> 1) & 0x55555555);
    x = ((x & 0x33333333) << 2) | ((x >> 2) & 0x33333333);
    x = ((x & 0x0f0f0f0f) << 4) | ((x >> 4) & 0x0f0f0f0f);
    x = ((x & 0x00ff00ff) << 8) | ((x >> 8) & 0x00ff00ff);
    x = (x << 16) | (x >> 16);
    return bits == 0 ? 0 : x >> (32 - bits);
}
} // namespace

TypeId
WhackAMoleLoadBalancer::GetTypeId()
{
    static TypeId tid = DescribeStrategy(
        TypeId("ns3::aifabric::WhackAMoleLoadBalancer")
            .SetParent<HostLoadBalancer>()
            .SetGroupName("AiFabric")
            .AddConstructor<WhackAMoleLoadBalancer>()
            .AddAttribute("Units",
                          "Selection units per queue pair, a power of two; raised to four per path",
                          UintegerValue(1024),
                          MakeUintegerAccessor(&WhackAMoleLoadBalancer::m_units),
                          MakeUintegerChecker<uint32_t>(2, 1U << 20))
            .AddAttribute("MarkShare",
                          "Part of its fair share that a path loses for a marked packet",
                          DoubleValue(0.25),
                          MakeDoubleAccessor(&WhackAMoleLoadBalancer::m_markShare),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("LossShare",
                          "Part of its fair share that a path loses for a lost packet",
                          DoubleValue(1),
                          MakeDoubleAccessor(&WhackAMoleLoadBalancer::m_lossShare),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("RestoreShare",
                          "Part of its fair share that a path gets back per RestoreTime",
                          DoubleValue(0.25),
                          MakeDoubleAccessor(&WhackAMoleLoadBalancer::m_restoreShare),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("RestoreTime",
                          "Time between restorations; 0: four round-trip times of an idle fabric",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&WhackAMoleLoadBalancer::m_restoreTime),
                          MakeTimeChecker(Time(0))),
        {"host",
         "packet",
         "path (ECN, losses)",
         "a bit-reversed counter over selection units, which congestion moves between paths",
         "Whack-a-Mole, arXiv:2509.18519"});
    return tid;
}

WhackAMoleLoadBalancer::WhackAMoleLoadBalancer() = default;
WhackAMoleLoadBalancer::~WhackAMoleLoadBalancer() = default;

std::string
WhackAMoleLoadBalancer::CheckConfig() const
{
    if ((m_units & (m_units - 1)) != 0)
    {
        return "Units must be a power of two";
    }
    return m_restoreShare > 0 ? "" : "RestoreShare must be positive: paths would die out";
}

NetworkNeeds
WhackAMoleLoadBalancer::DoGetNeeds() const
{
    return NEED_REORDERING | NEED_PATH_ECHO | NEED_ECN | NEED_STEERING;
}

uint32_t
WhackAMoleLoadBalancer::GetUnits(uint32_t qp, uint16_t entropy) const
{
    const State* state = m_states.Find(qp);
    const uint32_t number = Route::ToNumber(entropy);
    const bool known = state && number < state->indexOf.size() && state->indexOf[number] != NO_PATH;
    return known ? state->paths[state->indexOf[number]].units : 0;
}

WhackAMoleLoadBalancer::State&
WhackAMoleLoadBalancer::MakeState(const Frame& frame)
{
    State* known = m_states.Find(frame.srcQp);
    State& state = known ? *known : m_states.Make(frame.srcQp);
    state = State();
    state.epoch = GetPlace().routes->GetEpoch();
    const std::vector<uint16_t> numbers = m_catalog.GetNumbers(frame.dst);
    const auto count = static_cast<uint32_t>(numbers.size());
    uint32_t units = m_units;
    while (units < 4 * count)
    {
        units *= 2;
    }
    while ((1U << state.bits) < units)
    {
        state.bits++;
    }
    for (uint32_t i = 0; i < count; i++)
    {
        const uint32_t fair = units / count + (i < units % count ? 1 : 0);
        state.paths.push_back({numbers[i], fair, fair});
    }
    GetRandom().Shuffle(state.paths);
    state.indexOf.assign(numbers.back() + size_t{1}, NO_PATH);
    for (uint16_t i = 0; i < count; i++)
    {
        state.indexOf[state.paths[i].number] = i;
    }
    state.ends.resize(count);
    state.counter = GetRandom().Below(units);
    const auto given = static_cast<uint64_t>(m_restoreTime.GetPicoSeconds());
    state.period = given > 0 ? given : RESTORE_RTTS * GetPlace().services->GetBaseRtt(frame.dst);
    Settle(state);
    return state;
}

void
WhackAMoleLoadBalancer::Settle(State& state)
{
    uint32_t end = 0;
    state.shortOf = 0;
    for (size_t i = 0; i < state.paths.size(); i++)
    {
        end += state.paths[i].units;
        state.ends[i] = end;
        state.shortOf += state.paths[i].units < state.paths[i].fair ? 1 : 0;
    }
}

void
WhackAMoleLoadBalancer::Deal(State& state, size_t from, uint32_t units)
{
    // To those that are not short of any; if all others are, to all others.
    const auto due = [&state, from](size_t i, bool all) {
        return i != from && (all || state.paths[i].units >= state.paths[i].fair);
    };
    uint32_t takers = 0;
    for (size_t i = 0; i < state.paths.size(); i++)
    {
        takers += due(i, false) ? 1 : 0;
    }
    const bool all = takers == 0;
    takers = all ? static_cast<uint32_t>(state.paths.size() - 1) : takers;
    const uint32_t each = units / takers;
    uint32_t odd = units % takers;
    // Who takes is decided before anyone takes: a share only makes one less short.
    for (size_t n = 0; n < state.paths.size(); n++)
    {
        state.turn = state.turn + 1 < state.paths.size() ? state.turn + 1 : 0;
        if (due(state.turn, all))
        {
            state.paths[state.turn].units += each + (odd > 0 ? 1 : 0);
            odd -= odd > 0 ? 1 : 0;
        }
    }
    // The next deal begins elsewhere.
    state.turn = state.turn + 1 < state.paths.size() ? state.turn + 1 : 0;
}

void
WhackAMoleLoadBalancer::Whack(uint32_t qp, uint16_t entropy, double share)
{
    State* state = m_states.Find(qp);
    const uint32_t number = Route::ToNumber(entropy);
    if (!state || number >= state->indexOf.size() || state->indexOf[number] == NO_PATH ||
        state->paths.size() < 2)
    {
        return;
    }
    const size_t index = state->indexOf[number];
    Path& path = state->paths[index];
    const auto taken = std::min(path.units, static_cast<uint32_t>(std::ceil(share * path.fair)));
    if (taken == 0)
    {
        return;
    }
    if (state->shortOf == 0)
    {
        state->restoreAt = GetDomain().Now() + state->period;
    }
    path.units -= taken;
    NS_LOG_LOGIC("host " << GetPlace().host << ": queue pair " << qp << " takes " << taken
                         << " units of path " << path.number);
    Deal(*state, index, taken);
    Settle(*state);
}

void
WhackAMoleLoadBalancer::Restore(State& state)
{
    uint32_t given = 0;
    for (Path& path : state.paths)
    {
        if (path.units < path.fair)
        {
            const auto step = static_cast<uint32_t>(std::ceil(m_restoreShare * path.fair));
            const uint32_t back = std::min(step, path.fair - path.units);
            path.units += back;
            given += back;
        }
    }
    // Take one from each that has more than it is due until all is paid: those that hold more in
    // all than they are due hold as much more as the others lack.
    while (given > 0)
    {
        state.turn = state.turn + 1 < state.paths.size() ? state.turn + 1 : 0;
        Path& path = state.paths[state.turn];
        if (path.units > path.fair)
        {
            const uint32_t paid = std::min<uint32_t>(
                {given,
                 path.units - path.fair,
                 std::max(1U, given / static_cast<uint32_t>(state.paths.size()))});
            path.units -= paid;
            given -= paid;
        }
    }
    Settle(state);
}

void
WhackAMoleLoadBalancer::DoStart()
{
    m_catalog.Start(GetPlace().routes, GetPlace().host, GetPlace().plane);
}

void
WhackAMoleLoadBalancer::DoSelect(Frame& frame)
{
    if (frame.kind != FrameKind::DATA)
    {
        // The number of a path is that of the way back, too, where both ends are alike.
        Route::Of(frame).AsPath().WriteTo(frame);
        return;
    }
    State* state = m_states.Find(frame.srcQp);
    if (!state || state->epoch != GetPlace().routes->GetEpoch())
    {
        state = &MakeState(frame); // routes know by now what is dead: begin with the rest
    }
    const uint64_t now = GetDomain().Now();
    if (state->shortOf > 0 && now >= state->restoreAt)
    {
        Restore(*state);
        state->restoreAt = now + state->period;
    }
    const uint32_t unit = ReverseBits(state->counter++, state->bits);
    const auto owner = std::upper_bound(state->ends.begin(), state->ends.end(), unit);
    const auto index = static_cast<size_t>(owner - state->ends.begin());
    Route::ByPath(state->paths[index].number).WriteTo(frame);
    m_ledger.Record(frame.srcQp, frame.psn, frame.entropy, now);
}

void
WhackAMoleLoadBalancer::DoAcknowledged(const Frame& ack)
{
    m_ledger.Answered(ack);
    if (ack.Has(FRAME_BECN))
    {
        Whack(ack.qp, ack.echoEntropy, m_markShare);
    }
}

void
WhackAMoleLoadBalancer::DoLost(const LostPacket& packet)
{
    if (const auto* sent = m_ledger.Lost(packet.qp, packet.psn))
    {
        Whack(packet.qp, sent->path, m_lossShare);
    }
}

} // namespace aifabric
} // namespace ns3

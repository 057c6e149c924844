/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "file-matching.h"

#include "file-lines.h"

#include <algorithm>
#include <tuple>

namespace ns3
{
namespace aifabric
{

namespace
{

constexpr FileTasks::Id NONE = UINT32_MAX;

} // namespace

FileMatching::FileMatching(const FileTasks& tasks,
                           const std::vector<std::pair<Id, Id>>& waits,
                           uint32_t meetings)
    : m_tasks(tasks),
      m_waiting(tasks.GetOperations().size() + meetings, 0),
      m_firstNext(tasks.GetOperations().size() + meetings + 1, 0),
      m_isOver(tasks.GetOperations().size() + meetings, false)
{
    FindOpenRanks();
    MatchInOrder();
    Execute(waits);
    CheckOver();
}

void
FileMatching::FindOpenRanks()
{
    for (const FileTasks::Operation& operation : m_tasks.GetOperations())
    {
        const bool isSend = operation.kind == FileTasks::Kind::SEND;
        const bool isReceive = operation.kind == FileTasks::Kind::RECEIVE;
        if ((isSend || isReceive) && (operation.tag == FileTasks::ANY_TAG ||
                                      (isReceive && operation.peer == FileTasks::ANY_RANK)))
        {
            m_boxes[isSend ? operation.peer : operation.rank];
        }
    }
}

void
FileMatching::MatchInOrder()
{
    // Source, receiver, tag; then the order of the file.
    using Key = std::tuple<uint32_t, uint32_t, uint64_t, Id>;
    std::vector<Key> sends;
    std::vector<Key> receives;
    for (Id id = 0; id < m_tasks.GetOperations().size(); id++)
    {
        const FileTasks::Operation& operation = Get(id);
        if (operation.kind == FileTasks::Kind::SEND && !IsOpen(operation.peer))
        {
            sends.emplace_back(operation.rank, operation.peer, operation.tag, id);
        }
        else if (operation.kind == FileTasks::Kind::RECEIVE && !IsOpen(operation.rank))
        {
            receives.emplace_back(operation.peer, operation.rank, operation.tag, id);
        }
    }
    std::sort(sends.begin(), sends.end());
    std::sort(receives.begin(), receives.end());
    const auto strip = [](const Key& key) {
        return std::make_tuple(std::get<0>(key), std::get<1>(key), std::get<2>(key));
    };
    size_t i = 0;
    size_t j = 0;
    Id lonely = NONE;
    while (i < sends.size() || j < receives.size())
    {
        const bool isSend =
            j == receives.size() || (i < sends.size() && strip(sends[i]) < strip(receives[j]));
        const bool isReceive =
            i == sends.size() || (j < receives.size() && strip(receives[j]) < strip(sends[i]));
        if (isSend || isReceive)
        {
            lonely = std::min(lonely, std::get<3>(isSend ? sends[i++] : receives[j++]));
            continue;
        }
        const Id send = std::get<3>(sends[i++]);
        const Id receive = std::get<3>(receives[j++]);
        m_matches.emplace_back(send, receive);
        CheckBytes(send, receive);
    }
    if (lonely != NONE)
    {
        m_tasks.Refuse(lonely,
                       Describe(lonely) + (Get(lonely).kind == FileTasks::Kind::SEND
                                               ? " has no receive left that asks for it"
                                               : " has no send left"));
    }
}

void
FileMatching::CheckBytes(Id send, Id receive) const
{
    if (Get(receive).bytes != 0 && Get(receive).bytes != Get(send).bytes)
    {
        m_tasks.Refuse(receive,
                       Describe(receive) + " is of " + std::to_string(Get(receive).bytes) +
                           " bytes, and its send (" + m_tasks.NamePlace(send) + ") of " +
                           std::to_string(Get(send).bytes));
    }
}

void
FileMatching::Execute(const std::vector<std::pair<Id, Id>>& waits)
{
    const auto add = [this](const auto& list, auto take) {
        for (const auto& [first, then] : list)
        {
            take(first, then);
        }
    };
    const auto count = [this](Id first, Id then) {
        m_firstNext[first + 1]++;
        m_waiting[then]++;
    };
    add(waits, count);
    add(m_matches, count);
    for (size_t i = 1; i < m_firstNext.size(); i++)
    {
        m_firstNext[i] += m_firstNext[i - 1];
    }
    m_next.resize(m_firstNext.back());
    std::vector<size_t> place(m_firstNext.begin(), m_firstNext.end() - 1);
    const auto fill = [this, &place](Id first, Id then) { m_next[place[first]++] = then; };
    add(waits, fill);
    add(m_matches, fill);
    for (Id id = 0; id < m_waiting.size(); id++)
    {
        if (m_waiting[id] == 0)
        {
            m_ready.push_back(id);
        }
    }
    for (uint32_t round = 1; !m_ready.empty(); round++)
    {
        if (round % 65536 == 0)
        {
            HeedInterruption();
        }
        const Id id = m_ready.front();
        m_ready.pop_front();
        if (IsMeeting(id))
        {
            End(id);
            continue;
        }
        const FileTasks::Operation& operation = Get(id);
        if (operation.kind == FileTasks::Kind::RECEIVE && IsOpen(operation.rank))
        {
            Receive(id);
            continue;
        }
        End(id);
        if (operation.kind == FileTasks::Kind::SEND && IsOpen(operation.peer))
        {
            Send(id);
        }
    }
}

void
FileMatching::End(Id id)
{
    m_isOver[id] = true;
    for (size_t i = m_firstNext[id]; i < m_firstNext[id + 1]; i++)
    {
        if (--m_waiting[m_next[i]] == 0)
        {
            m_ready.push_back(m_next[i]);
        }
    }
}

bool
FileMatching::Fits(Id send, Id receive) const
{
    const FileTasks::Operation& from = Get(send);
    const FileTasks::Operation& to = Get(receive);
    return (to.peer == FileTasks::ANY_RANK || to.peer == from.rank) &&
           (to.tag == FileTasks::ANY_TAG || to.tag == from.tag);
}

void
FileMatching::Match(Id send, Id receive)
{
    CheckBytes(send, receive);
    m_matches.emplace_back(send, receive);
    End(receive);
}

void
FileMatching::Send(Id send)
{
    Mailbox& box = m_boxes[Get(send).peer];
    const auto found = std::find_if(box.receives.begin(), box.receives.end(), [&](Id receive) {
        return Fits(send, receive);
    });
    if (found == box.receives.end())
    {
        box.sends.push_back(send);
        return;
    }
    const Id receive = *found;
    box.receives.erase(found);
    Match(send, receive);
}

void
FileMatching::Receive(Id receive)
{
    Mailbox& box = m_boxes[Get(receive).rank];
    const auto found = std::find_if(box.sends.begin(), box.sends.end(), [&](Id send) {
        return Fits(send, receive);
    });
    if (found == box.sends.end())
    {
        box.receives.push_back(receive);
        return;
    }
    const Id send = *found;
    box.sends.erase(found);
    Match(send, receive);
}

void
FileMatching::CheckOver() const
{
    for (const auto& [rank, box] : m_boxes)
    {
        if (!box.sends.empty())
        {
            m_tasks.Refuse(box.sends.front(),
                           Describe(box.sends.front()) + " has no receive left that asks for it");
        }
    }
    const auto left = std::find(m_isOver.begin(), m_isOver.end(), false);
    if (left == m_isOver.end())
    {
        return;
    }
    for (const auto& [rank, box] : m_boxes)
    {
        // Nothing will come: all that is left is waits for receives, or for itself.
        if (!box.receives.empty())
        {
            m_tasks.Refuse(box.receives.front(),
                           Describe(box.receives.front()) +
                               " has no send left, or none that does not wait for it");
        }
    }
    RefuseCircle(static_cast<Id>(left - m_isOver.begin()));
}

void
FileMatching::RefuseCircle(Id start) const
{
    // Each that is left waits for one that is left: going back ends in a circle.
    std::vector<Id> before(m_isOver.size(), NONE);
    for (Id id = 0; id < m_isOver.size(); id++)
    {
        for (size_t i = m_firstNext[id]; !m_isOver[id] && i < m_firstNext[id + 1]; i++)
        {
            before[m_next[i]] = id;
        }
    }
    std::vector<bool> isSeen(m_isOver.size(), false);
    Id id = start;
    while (!isSeen[id])
    {
        isSeen[id] = true;
        id = before[id];
    }
    id = IsMeeting(id) ? before[id] : id;
    const Id other = IsMeeting(before[id]) ? before[before[id]] : before[id];
    m_tasks.Refuse(id,
                   Describe(id) + " waits for itself" +
                       (other == id ? ""
                                    : ", by way of " + Describe(other) + " (" +
                                          m_tasks.NamePlace(other) + ")"));
}

std::string
FileMatching::Describe(Id id) const
{
    const FileTasks::Operation& operation = Get(id);
    const std::string rank = "rank " + std::to_string(operation.rank);
    const std::string peer = operation.peer == FileTasks::ANY_RANK
                                 ? "any rank"
                                 : "rank " + std::to_string(operation.peer);
    const std::string tag = operation.tag == FileTasks::ANY_TAG
                                ? " of any tag"
                                : " of tag " + std::to_string(operation.tag);
    switch (operation.kind)
    {
    case FileTasks::Kind::MESSAGE:
        return "the message of " + rank + " to " + peer;
    case FileTasks::Kind::SEND:
        return "the send of " + rank + " to " + peer + tag;
    case FileTasks::Kind::RECEIVE:
        return "the receive of " + rank + " from " + peer + tag;
    default:
        return "the computation of " + rank;
    }
}

} // namespace aifabric
} // namespace ns3

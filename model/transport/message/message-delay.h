/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MESSAGE_DELAY_H
#define MESSAGE_DELAY_H

#include "message-listener.h"
#include "pair-operations.h"

#include "ns3/fabric-domain.h"
#include "ns3/fabric-event.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <utility>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Messages that are on their way between a host and its NIC, all for the same time.
 */
class MessageDelay
{
  public:
    /** What is to be done with a message. */
    enum class Step
    {
        POST,     ///< the NIC takes it up
        SENT,     ///< its client hears that it is acknowledged
        RECEIVED, ///< its client hears that it has come
        FAILED,   ///< its client hears that it was given up
    };

    /** What is done when the time has come. */
    using Handler = std::function<void(Step step, const MessageInfo&, const FetchRequest&)>;

    /**
     * Begin.
     * @param domain clock and calendar
     * @param node number of the node, for event keys
     * @param part number within the node
     * @param handler what is done
     */
    void Start(FabricDomain& domain, uint32_t node, uint32_t part, Handler handler)
    {
        m_domain = &domain;
        m_handler = std::move(handler);
        m_event.Bind<&MessageDelay::Fired>(this, node, part, EventKind::OTHER);
    }

    /**
     * Send a message on its way.
     * @param delay how long it takes, ps; the same for all
     * @param step what is to be done then
     * @param message the message
     * @param request what it asks for, if it does
     */
    void Push(uint64_t delay,
              Step step,
              const MessageInfo& message,
              const FetchRequest& request = {})
    {
        m_entries.push_back({m_domain->Now() + delay, step, message, request});
        if (!m_event.IsPending())
        {
            m_domain->Schedule(m_event, m_entries.front().time);
        }
    }

    /**
     * Count whole messages of this host that are under way.
     * @param open where to add them, by client
     */
    void CountOpen(std::map<uint16_t, uint64_t>& open) const
    {
        for (const Entry& entry : m_entries)
        {
            open[entry.message.client] += entry.step == Step::RECEIVED ? 0 : 1;
        }
    }

    /** Forget all: the simulation is over. */
    void Clear()
    {
        if (m_event.IsPending())
        {
            m_domain->Cancel(m_event);
        }
        m_entries.clear();
    }

  private:
    /// A message under way.
    struct Entry
    {
        uint64_t time;
        Step step;
        MessageInfo message;
        FetchRequest request;
    };

    void Fired()
    {
        const uint64_t now = m_domain->Now();
        while (!m_entries.empty() && m_entries.front().time <= now)
        {
            const Entry entry = m_entries.front();
            m_entries.pop_front();
            m_handler(entry.step, entry.message, entry.request);
        }
        if (!m_entries.empty() && !m_event.IsPending())
        {
            m_domain->Schedule(m_event, m_entries.front().time);
        }
    }

    FabricDomain* m_domain{nullptr};
    FabricEvent m_event;
    Handler m_handler;
    std::deque<Entry> m_entries;
};

} // namespace aifabric
} // namespace ns3

#endif // MESSAGE_DELAY_H

/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "credit-pacer.h"

#include "ns3/frame-extra.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

namespace
{
/// Full packets that a turn grants at most.
constexpr uint64_t PULL_PACKETS = 4;
/// A turn that grants nothing takes the time of this many bytes.
constexpr uint64_t IDLE_BYTES = 1024;
} // namespace

CreditPacer::CreditPacer(double share)
    : m_share(share)
{
}

void
CreditPacer::DoStart()
{
    m_pull = PULL_PACKETS * GetPlace().mtu;
    m_turnEvent.Bind<&CreditPacer::Turn>(this, GetPlace().node, PART, EventKind::RATE);
}

void
CreditPacer::DoReceived(const Frame& data, bool)
{
    if (!data.extra || data.extra->credit == 0)
    {
        return;
    }
    const uint64_t key = uint64_t{data.src} << 32 | data.srcQp;
    Connection& connection = m_connections[key];
    connection.sample = data;
    connection.sample.extra = nullptr;
    connection.sample.next = nullptr;
    connection.asked = std::max(connection.asked, data.extra->credit);
    if (connection.asked > connection.granted && !connection.isWaiting)
    {
        connection.most = std::max(connection.most, connection.asked - connection.granted);
        connection.isWaiting = true;
        m_waiting.push_back(&connection);
        Schedule(0);
    }
}

void
CreditPacer::Schedule(uint64_t bytes)
{
    FabricDomain& domain = *GetPlace().domain;
    m_freeAt = std::max(m_freeAt, domain.Now());
    m_freeAt +=
        static_cast<uint64_t>(static_cast<double>(bytes) * 8e12 / (GetPlace().lineRate * m_share));
    if (!m_turnEvent.IsPending())
    {
        domain.Schedule(m_turnEvent, m_freeAt);
    }
}

CreditPacer::Connection*
CreditPacer::TakeWaiting()
{
    if (m_waiting.empty())
    {
        return nullptr;
    }
    Connection* connection = m_waiting.front();
    m_waiting.pop_front();
    connection->isWaiting = false;
    return connection;
}

CreditPacer::Connection*
CreditPacer::TakeIdle()
{
    while (!m_idle.empty())
    {
        Connection* connection = m_idle.front();
        m_idle.pop_front();
        connection->isIdle = false;
        if (!connection->isWaiting && connection->granted < connection->asked + connection->most)
        {
            return connection;
        }
    }
    return nullptr;
}

void
CreditPacer::Grant(Connection& connection, uint64_t bytes)
{
    connection.granted += bytes;
    m_grantedBytes += bytes;
    GetPlace().sender->SendCredit(connection.sample, connection.granted);
}

void
CreditPacer::Turn()
{
    uint64_t bytes = 0;
    if (Connection* connection = TakeWaiting())
    {
        bytes =
            std::min(m_pull, connection->asked - std::min(connection->asked, connection->granted));
        if (bytes > 0)
        {
            Grant(*connection, bytes);
        }
        connection->isWaiting = connection->asked > connection->granted;
        if (connection->isWaiting)
        {
            m_waiting.push_back(connection);
        }
        else if (!connection->isIdle)
        {
            connection->isIdle = true;
            m_idle.push_back(connection);
        }
    }
    else if (Connection* idle = TakeIdle())
    {
        bytes = std::min(m_pull, idle->asked + idle->most - idle->granted);
        Grant(*idle, bytes);
        idle->isIdle = true;
        m_idle.push_back(idle);
    }
    if (bytes > 0 || !m_waiting.empty() || !m_idle.empty())
    {
        Schedule(bytes > 0 ? bytes : IDLE_BYTES);
    }
}

} // namespace aifabric
} // namespace ns3

/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "nic-clients.h"

#include "ns3/config-error.h"
#include "ns3/frame-operations.h"

#include <string>

namespace ns3
{
namespace aifabric
{

uint16_t
NicClients::AddClient(MessageListener* listener)
{
    uint32_t number = m_firstFree; // numbers are never given back
    while (number <= UINT16_MAX && IsClientTaken(static_cast<uint16_t>(number)))
    {
        number++;
    }
    if (number > UINT16_MAX)
    {
        throw ConfigError("a NIC has 65535 clients at most, those that have left included");
    }
    AddClient(listener, static_cast<uint16_t>(number));
    m_firstFree = number + 1;
    return static_cast<uint16_t>(number);
}

void
NicClients::AddClient(MessageListener* listener, uint16_t client)
{
    if (client == 0)
    {
        throw ConfigError("client 0 of a NIC is the listener of SetListener(); others are numbered "
                          "from 1 on");
    }
    Client& one = m_clients[client];
    if (one.taken)
    {
        throw ConfigError("client " + std::to_string(client) +
                          " of this NIC was taken before, and a number is given once; take another "
                          "one");
    }
    one.taken = true;
    one.listener = listener;
}

void
NicClients::RemoveClient(uint16_t client)
{
    const auto found = m_clients.find(client);
    if (found != m_clients.end())
    {
        found->second.listener = nullptr;
    }
}

void
NicClients::SetListener(MessageListener* listener)
{
    m_clients[0].listener = listener;
}

bool
NicClients::IsClientTaken(uint16_t client) const
{
    const auto found = m_clients.find(client);
    return found != m_clients.end() && found->second.taken;
}

void
NicClients::SetService(uint16_t client, const MessageService& service)
{
    if (client != 0 && !IsClientTaken(client))
    {
        throw ConfigError("this NIC has no client " + std::to_string(client) +
                          " whose messages could be carried: add it first");
    }
    m_services.Set(client, service);
}

uint8_t
NicClients::GetDataClasses() const
{
    uint32_t classes = 0;
    for (const auto& [number, client] : m_clients)
    {
        classes |=
            client.taken || client.counters.posted > 0 ? 1U << m_services.GetClass(number) : 0;
    }
    return static_cast<uint8_t>(classes != 0 ? classes : 1U << m_services.GetClass(0));
}

void
NicClients::ClientPosted(const MessageInfo& message)
{
    const auto found = m_clients.find(message.client);
    if (message.client != 0 && (found == m_clients.end() || !found->second.listener))
    {
        throw ConfigError("host " + std::to_string(message.src) + " has no client " +
                          std::to_string(message.client) + " that could post: add it to the NIC");
    }
    Counters& counters = m_clients[message.client].counters;
    counters.posted++;
    counters.postedBytes += message.bytes;
}

void
NicClients::ClientSent(const MessageInfo& message)
{
    Client& client = m_clients[message.client];
    client.counters.ended++;
    client.counters.endedBytes += message.bytes;
    client.counters.retransmitted += message.retransmissions;
    if (operations::IsFetch(message.operation))
    {
        // What was asked for has come in here.
        client.counters.received++;
        client.counters.receivedBytes += message.bytes;
    }
    if (client.listener)
    {
        client.listener->MessageSent(message);
    }
}

void
NicClients::ClientFailed(const MessageInfo& message)
{
    Client& client = m_clients[message.client];
    client.counters.failed++;
    client.counters.failedBytes += message.bytes;
    client.counters.retransmitted += message.retransmissions;
    if (client.listener)
    {
        client.listener->MessageFailed(message);
    }
}

void
NicClients::ClientReceived(const MessageInfo& message)
{
    Client& client = m_clients[message.client];
    client.counters.received++;
    client.counters.receivedBytes += message.bytes;
    client.counters.unheard += client.listener ? 0 : 1;
    if (client.listener)
    {
        client.listener->MessageReceived(message);
    }
}

} // namespace aifabric
} // namespace ns3

/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef NIC_CLIENTS_H
#define NIC_CLIENTS_H

#include "message-listener.h"
#include "service-levels.h"

#include <cstdint>
#include <map>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The clients of a NIC: who posts messages to it and hears of them, told apart by a number. A job,
 * storage and inference are clients beside each other.
 *
 * A message belongs to the client that posts it. At the receiver it is delivered to the client of
 * the same number there, so that a client with hosts all over the fabric takes one number on all
 * of them. Where the receiver has no client of that number, the message is placed and acknowledged
 * all the same, as RDMA WRITEs are; nobody hears of it, and it is counted as unheard.
 *
 * Number 0 is the listener that SetListener() sets; it may change at any time. Other
 * numbers are given once: messages of a client that is gone may still be under way, and nobody
 * else is to hear of them.
 */
class NicClients
{
  public:
    /** What is counted of a client at one NIC. Messages in pieces count as one. */
    struct Counters
    {
        uint64_t posted{0};        ///< messages posted here
        uint64_t ended{0};         ///< of them, acknowledged completely
        uint64_t failed{0};        ///< of them, given up
        uint64_t received{0};      ///< messages that have come in completely
        uint64_t unheard{0};       ///< of those, came when no such client was here
        uint64_t postedBytes{0};   ///< payload of messages posted
        uint64_t endedBytes{0};    ///< payload of messages acknowledged
        uint64_t failedBytes{0};   ///< payload of messages given up
        uint64_t receivedBytes{0}; ///< payload of messages that have come in
        uint64_t retransmitted{0}; ///< packets sent again while one of its messages was the oldest
                                   ///< of its queue pair; of messages that have ended or failed
    };

    /** What is known of one client. */
    struct Client
    {
        MessageListener* listener{nullptr}; ///< who hears; null: nobody
        bool taken{false};                  ///< whether the number was given once
        Counters counters;                  ///< what was counted
    };

    /**
     * Add a client under the lowest number from 1 on that was never taken here.
     * @param listener who hears, until RemoveClient()
     * @return the number
     * @throws ConfigError if there is none left
     */
    uint16_t AddClient(MessageListener* listener);

    /**
     * Add a client under a number.
     * @param listener who hears, until RemoveClient()
     * @param client the number, from 1 on
     * @throws ConfigError if the number is 0 or was taken before
     */
    void AddClient(MessageListener* listener, uint16_t client);

    /**
     * Say how the messages of a client are carried: those that it posts from now on.
     * @param client its number; 0: those of the listener of SetListener()
     * @param service traffic class, DSCP and number of queue pairs
     * @throws ConfigError if there is no such client, or a value is out of its range
     */
    void SetService(uint16_t client, const MessageService& service);

    /** @return the service levels of the queue pairs of this NIC. */
    const ServiceLevels& GetServices() const
    {
        return m_services;
    }

    /** @return mask of the traffic classes of the messages of all clients that are or were here. */
    uint8_t GetDataClasses() const;

    /**
     * A client goes: it hears of nothing any more. Its messages go on, and are counted.
     * @param client its number
     */
    void RemoveClient(uint16_t client);

    /**
     * Set who hears as client 0.
     * @param listener who; null: nobody
     */
    void SetListener(MessageListener* listener);

    /**
     * @param client a number
     * @return true if it was given, whether or not the client is still there
     */
    bool IsClientTaken(uint16_t client) const;

    /** @return all clients that were ever here, or of whose number a message came, by number. */
    const std::map<uint16_t, Client>& GetClients() const
    {
        return m_clients;
    }

  protected:
    NicClients() = default;
    ~NicClients() = default;

    /**
     * A message is posted.
     * @param message the message
     * @throws ConfigError if there is no such client, or no more; client 0 needs no listener
     */
    void ClientPosted(const MessageInfo& message);

    /**
     * A message has been acknowledged: tell its client.
     * @param message the message
     */
    void ClientSent(const MessageInfo& message);

    /**
     * A message was given up: tell its client.
     * @param message the message
     */
    void ClientFailed(const MessageInfo& message);

    /**
     * A message has come in: tell the client of its number.
     * @param message the message
     */
    void ClientReceived(const MessageInfo& message);

    ServiceLevels m_services; ///< of queue pairs

  private:
    std::map<uint16_t, Client> m_clients; ///< those that have left too
    uint32_t m_firstFree{1};              ///< no lower number is free
};

} // namespace aifabric
} // namespace ns3

#endif // NIC_CLIENTS_H

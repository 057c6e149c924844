/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TCP_TASK_GRAPH_APPLICATION_H
#define TCP_TASK_GRAPH_APPLICATION_H

#include "task-graph-application.h"

#include "ns3/address.h"
#include "ns3/packet.h"
#include "ns3/socket.h"

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <utility>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What hosts of a run have written to each other: connections carry bytes, and which messages these
 * are is agreed here, in place of headers of a protocol above TCP.
 */
class TcpExchange : public SimpleRefCount<TcpExchange>
{
  public:
    /** A message on its way. */
    struct Message
    {
        TaskGraph::Id task; ///< its number
        uint64_t end;       ///< bytes of the connection up to its end
    };

    /** Messages of a connection that are not received yet, by sender and receiver. */
    std::map<std::pair<uint32_t, uint32_t>, std::deque<Message>> messages;
};

/**
 * @ingroup ai-fabric
 *
 * One host's part of a task graph whose messages go by TCP: it has a connection to each host that
 * it sends to, made for the first message and kept. A message has arrived when its last byte is
 * read at the receiver, and ends for its sender when that byte is acknowledged. A message without
 * bytes is sent as one byte.
 */
class TcpTaskGraphApplication : public TaskGraphApplication
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    TcpTaskGraphApplication();
    ~TcpTaskGraphApplication() override;

    /**
     * Say with whom it shares what is under way.
     * @param exchange the same for all applications of a run
     */
    void SetExchange(Ptr<TcpExchange> exchange);

  protected:
    /** Close what is open. */
    void DoDispose() override;

  private:
    /// What this host sends to another.
    struct Connection
    {
        Ptr<Socket> socket;
        uint32_t peer{0};
        bool isConnected{false};
        uint64_t asked{0};                     ///< bytes of all messages
        uint64_t written{0};                   ///< of them, given to the socket
        std::deque<TcpExchange::Message> left; ///< messages that are not acknowledged
    };

    /// What another host sends to this one.
    struct Arrival
    {
        uint32_t peer{0};
        uint64_t read{0}; ///< bytes
    };

    void DoInitialize() override;
    void SendMessage(TaskGraph::Id task) override;
    Connection& Connect(uint32_t peer);
    Ptr<Socket> MakeSocket();
    void Connected(Ptr<Socket> socket);
    void Failed(Ptr<Socket> socket);
    void CanSend(Ptr<Socket> socket, uint32_t space);
    void Write(Connection& connection);
    void Accepted(Ptr<Socket> socket, const Address& from);
    void Read(Ptr<Socket> socket);
    uint16_t GetPort() const;

    Ptr<TcpExchange> m_exchange;
    Ptr<Socket> m_listener;
    std::map<uint32_t, Connection> m_connections; ///< by receiver
    std::map<Ptr<Socket>, uint32_t> m_receivers;  ///< of the connections, by socket
    std::map<Ptr<Socket>, Arrival> m_arrivals;
    uint32_t m_bufferBytes; ///< of each end of a connection
    Time m_minRto;          ///< least retransmission timeout
    Time m_delayedAck;      ///< longest wait of an acknowledgement for a second segment
};

} // namespace aifabric
} // namespace ns3

#endif // TCP_TASK_GRAPH_APPLICATION_H

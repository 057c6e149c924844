/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tcp-task-graph-application.h"

#include "ns3/config-error.h"
#include "ns3/frame-codec.h"
#include "ns3/inet-socket-address.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <string>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("TcpTaskGraphApplication");

NS_OBJECT_ENSURE_REGISTERED(TcpTaskGraphApplication);

TypeId
TcpTaskGraphApplication::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::aifabric::TcpTaskGraphApplication")
            .SetParent<TaskGraphApplication>()
            .SetGroupName("AiFabric")
            .AddConstructor<TcpTaskGraphApplication>()
            .AddAttribute("BufferBytes",
                          "Bytes that a connection may hold at each of its ends",
                          UintegerValue(1 << 22),
                          MakeUintegerAccessor(&TcpTaskGraphApplication::m_bufferBytes),
                          MakeUintegerChecker<uint32_t>(1 << 12))
            .AddAttribute("MinRto",
                          "Least retransmission timeout, which ns-3 has for the Internet",
                          TimeValue(MilliSeconds(1)),
                          MakeTimeAccessor(&TcpTaskGraphApplication::m_minRto),
                          MakeTimeChecker(MicroSeconds(1)))
            .AddAttribute("DelayedAck",
                          "How long an acknowledgement waits for a second segment at most; longer "
                          "than MinRto, single segments would be sent twice",
                          TimeValue(MicroSeconds(10)),
                          MakeTimeAccessor(&TcpTaskGraphApplication::m_delayedAck),
                          MakeTimeChecker(Time(0)));
    return tid;
}

TcpTaskGraphApplication::TcpTaskGraphApplication() = default;
TcpTaskGraphApplication::~TcpTaskGraphApplication() = default;

void
TcpTaskGraphApplication::SetExchange(Ptr<TcpExchange> exchange)
{
    m_exchange = exchange;
}

uint16_t
TcpTaskGraphApplication::GetPort() const
{
    // Each run has a port of its own, as it has a client of the NICs.
    constexpr uint16_t FIRST = 5000;
    constexpr uint16_t COUNT = 40000;
    return static_cast<uint16_t>(FIRST + GetRun()->GetClient() % COUNT);
}

Ptr<Socket>
TcpTaskGraphApplication::MakeSocket()
{
    const Ptr<Socket> socket = Socket::CreateSocket(GetNode(), TcpSocketFactory::GetTypeId());
    // What headers of IP and TCP with options take of a packet.
    constexpr uint32_t HEADER_BYTES = 80;
    const uint32_t mtu = GetNode()->GetDevice(0)->GetMtu();
    socket->SetAttribute("SegmentSize", UintegerValue(mtu - HEADER_BYTES));
    socket->SetAttribute("SndBufSize", UintegerValue(m_bufferBytes));
    socket->SetAttribute("RcvBufSize", UintegerValue(m_bufferBytes));
    socket->SetAttribute("MinRto", TimeValue(m_minRto));
    socket->SetAttribute("DelAckTimeout", TimeValue(m_delayedAck));
    socket->SetAttribute("ClockGranularity", TimeValue(m_minRto / 100));
    return socket;
}

void
TcpTaskGraphApplication::DoInitialize()
{
    m_listener = MakeSocket();
    m_listener->Bind(InetSocketAddress(Ipv4Address::GetAny(), GetPort()));
    m_listener->Listen();
    m_listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                  MakeCallback(&TcpTaskGraphApplication::Accepted, this));
    TaskGraphApplication::DoInitialize();
}

void
TcpTaskGraphApplication::DoDispose()
{
    const auto forget = [](const Ptr<Socket>& socket) {
        socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
        socket->SetSendCallback(MakeNullCallback<void, Ptr<Socket>, uint32_t>());
        socket->SetConnectCallback(MakeNullCallback<void, Ptr<Socket>>(),
                                   MakeNullCallback<void, Ptr<Socket>>());
        socket->SetCloseCallbacks(MakeNullCallback<void, Ptr<Socket>>(),
                                  MakeNullCallback<void, Ptr<Socket>>());
    };
    for (const auto& [socket, peer] : m_receivers)
    {
        forget(socket);
    }
    for (const auto& [socket, arrival] : m_arrivals)
    {
        forget(socket);
    }
    if (m_listener)
    {
        m_listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                      MakeNullCallback<void, Ptr<Socket>, const Address&>());
    }
    m_listener = nullptr;
    m_connections.clear();
    m_receivers.clear();
    m_arrivals.clear();
    m_exchange = nullptr;
    TaskGraphApplication::DoDispose();
}

TcpTaskGraphApplication::Connection&
TcpTaskGraphApplication::Connect(uint32_t peer)
{
    Connection& connection = m_connections[peer];
    if (connection.socket)
    {
        return connection;
    }
    connection.peer = peer;
    connection.socket = MakeSocket();
    m_receivers[connection.socket] = peer;
    connection.socket->SetConnectCallback(MakeCallback(&TcpTaskGraphApplication::Connected, this),
                                          MakeCallback(&TcpTaskGraphApplication::Failed, this));
    connection.socket->SetCloseCallbacks(MakeNullCallback<void, Ptr<Socket>>(),
                                         MakeCallback(&TcpTaskGraphApplication::Failed, this));
    connection.socket->SetSendCallback(MakeCallback(&TcpTaskGraphApplication::CanSend, this));
    connection.socket->Bind();
    connection.socket->Connect(InetSocketAddress(FrameCodec::HostIpv4(peer), GetPort()));
    return connection;
}

void
TcpTaskGraphApplication::SendMessage(TaskGraph::Id task)
{
    const TaskGraph::Task& what = GetRun()->GetGraph().Get(task);
    Connection& connection = Connect(what.peer);
    connection.asked += std::max<uint64_t>(1, what.bytes);
    const TcpExchange::Message message{task, connection.asked};
    connection.left.push_back(message);
    m_exchange->messages[{what.host, what.peer}].push_back(message);
    Write(connection);
}

void
TcpTaskGraphApplication::Write(Connection& connection)
{
    while (connection.isConnected && connection.written < connection.asked)
    {
        const uint64_t most = std::min<uint64_t>(connection.asked - connection.written,
                                                 connection.socket->GetTxAvailable());
        const int taken =
            most == 0 ? 0 : connection.socket->Send(Create<Packet>(static_cast<uint32_t>(most)));
        if (taken <= 0)
        {
            break;
        }
        connection.written += static_cast<uint64_t>(taken);
    }
}

void
TcpTaskGraphApplication::Connected(Ptr<Socket> socket)
{
    Connection& connection = m_connections[m_receivers[socket]];
    connection.isConnected = true;
    Write(connection);
}

void
TcpTaskGraphApplication::Failed(Ptr<Socket> socket)
{
    const auto peer = m_receivers.find(socket);
    if (peer == m_receivers.end())
    {
        return;
    }
    NS_LOG_WARN("host " << GetNic()->GetHost() << ": no connection to host " << peer->second);
    Connection& connection = m_connections[peer->second];
    connection.isConnected = false;
    while (!connection.left.empty())
    {
        MessageInfo message;
        message.tag = connection.left.front().task;
        connection.left.pop_front();
        MessageFailed(message);
    }
}

void
TcpTaskGraphApplication::CanSend(Ptr<Socket> socket, uint32_t space)
{
    Connection& connection = m_connections[m_receivers[socket]];
    // What the socket holds is not acknowledged yet.
    const uint64_t held = m_bufferBytes - std::min(space, m_bufferBytes);
    const uint64_t acknowledged = connection.written - std::min(held, connection.written);
    while (!connection.left.empty() && connection.left.front().end <= acknowledged)
    {
        const TaskGraph::Id task = connection.left.front().task;
        connection.left.pop_front();
        MessageInfo message;
        message.src = GetNic()->GetHost();
        message.dst = connection.peer;
        message.tag = task;
        message.bytes = GetRun()->GetGraph().Get(task).bytes;
        MessageSent(message);
    }
    Write(connection);
}

void
TcpTaskGraphApplication::Accepted(Ptr<Socket> socket, const Address& from)
{
    const Ipv4Address address = InetSocketAddress::ConvertFrom(from).GetIpv4();
    Arrival arrival;
    FrameCodec::Ipv4Host(address, arrival.peer);
    m_arrivals[socket] = arrival;
    socket->SetRecvCallback(MakeCallback(&TcpTaskGraphApplication::Read, this));
}

void
TcpTaskGraphApplication::Read(Ptr<Socket> socket)
{
    Arrival& arrival = m_arrivals[socket];
    while (const Ptr<Packet> packet = socket->Recv())
    {
        if (packet->GetSize() == 0)
        {
            break;
        }
        arrival.read += packet->GetSize();
    }
    auto& messages = m_exchange->messages[{arrival.peer, GetNic()->GetHost()}];
    while (!messages.empty() && messages.front().end <= arrival.read)
    {
        MessageInfo message;
        message.src = arrival.peer;
        message.dst = GetNic()->GetHost();
        message.tag = messages.front().task;
        messages.pop_front();
        MessageReceived(message);
    }
}

} // namespace aifabric
} // namespace ns3

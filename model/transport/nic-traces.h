/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef NIC_TRACES_H
#define NIC_TRACES_H

#include "ns3/fabric-frame.h"
#include "ns3/fabric-trace.h"
#include "ns3/lost-packet.h"
#include "ns3/message-listener.h"
#include "ns3/object.h"
#include "ns3/ptr.h"

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/** What holds a queue pair up. */
enum class SendState : uint8_t
{
    IDLE,   ///< it has nothing to send: no message, or all of it is sent and not yet lost
    WINDOW, ///< the window of its congestion control is closed
    PACED,  ///< its congestion control spaces its packets
    READY,  ///< nothing of its own: it waits for its turn at the port
};

/**
 * @ingroup ai-fabric
 *
 * The trace sources of a NIC, named by RoceNic. Frames tell the queue pairs that they belong to:
 * Frame::srcQp is the number at the host that made the frame, Frame::qp the one at the other end.
 */
class NicTraces
{
  public:
    /**
     * Signature of sinks of completions.
     * @param message the message
     */
    using MessageTracedCallback = void (*)(const MessageInfo& message);
    /**
     * Signature of sinks of new queue pairs.
     * @param congestion congestion control of the queue pair
     * @param destination fabric host number of the peer
     */
    using QueuePairTracedCallback = void (*)(Ptr<const Object> congestion, uint32_t destination);
    /**
     * Signature of sinks of frames.
     * @param frame the frame, to read during the call
     */
    using FrameTracedCallback = void (*)(const Frame& frame);
    /**
     * Signature of sinks of timeouts.
     * @param source fabric host number of the sender, whose timer it is
     * @param pair own number of the queue pair
     * @param destination fabric host number of the peer
     * @param retries timeouts since the last progress, this one included
     */
    using TimeoutTracedCallback = void (*)(uint32_t source,
                                           uint32_t pair,
                                           uint32_t destination,
                                           uint32_t retries);
    /**
     * Signature of sinks of losses.
     * @param packet what the recovery takes for lost, and why
     */
    using LossTracedCallback = void (*)(const LostPacket& packet);
    /**
     * Signature of sinks of what holds queue pairs up.
     * @param pair own number of the queue pair
     * @param state what holds it up from now on
     */
    using SendStateTracedCallback = void (*)(uint32_t pair, SendState state);

    /** @return whether anybody wants to know what holds queue pairs up. */
    bool IsSendStateTraced() const
    {
        return m_sendStateTrace.IsConnected();
    }

    /**
     * Tell what holds a queue pair up.
     * @param pair own number of the queue pair
     * @param state what holds it up from now on
     */
    void TraceSendState(uint32_t pair, SendState state) const
    {
        m_sendStateTrace(pair, state);
    }

  protected:
    FabricTrace<const MessageInfo&> m_sentTrace;               ///< MessageSent
    FabricTrace<const MessageInfo&> m_receivedTrace;           ///< MessageReceived
    FabricTrace<Ptr<const Object>, uint32_t> m_queuePairTrace; ///< QueuePairMade
    FabricTrace<const Frame&> m_cnpSentTrace;                  ///< CnpSent
    FabricTrace<const Frame&> m_cnpReceivedTrace;              ///< CnpReceived
    FabricTrace<const Frame&> m_markReceivedTrace;             ///< MarkReceived
    FabricTrace<const Frame&> m_markEchoedTrace;               ///< MarkEchoed
    FabricTrace<const Frame&> m_retransmissionTrace;           ///< Retransmission
    /// Timeout
    FabricTrace<uint32_t, uint32_t, uint32_t, uint32_t> m_timeoutTrace;
    FabricTrace<const LostPacket&> m_lossTrace;        ///< PacketLost
    FabricTrace<uint32_t, SendState> m_sendStateTrace; ///< SendState
};

} // namespace aifabric
} // namespace ns3

#endif // NIC_TRACES_H

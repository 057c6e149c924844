/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_PORT_H
#define FABRIC_PORT_H

#include "class-gates.h"
#include "class-queues.h"
#include "cut-through.h"
#include "fabric-port-owner.h"
#include "link-impairment.h"
#include "link-jitter.h"
#include "port-counters.h"
#include "port-traces.h"

#include "ns3/data-rate.h"
#include "ns3/fabric-domain.h"
#include "ns3/frame-pool.h"
#include "ns3/packet.h"

#include <algorithm>
#include <memory>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A port of a fabric node: eight class queues, PFC pause state, and the sending half of a link.
 *
 * Frames enter through Enqueue() or are pulled from the port's owner. At most one transmit event is
 * pending; frames under way are posted to the calendar for their arrival. FabricNetDevice makes an
 * ns-3 device of it.
 *
 * A frame occupies the link for its size plus 20 bytes (preamble, start delimiter, gap). It is
 * processed at the far end when its last bit has arrived and the far node's forwarding latency is
 * over (store and forward), or its first bytes (SetCutThrough()).
 */
class FabricPort : public FrameReceiver, public PortTraces
{
  public:
    /** What a port counts. */
    using Counters = PortCounters;

    FabricPort();
    ~FabricPort() override;
    FabricPort(const FabricPort&) = delete;
    FabricPort& operator=(const FabricPort&) = delete;

    /** Fetch what Enqueue() will touch into the cache. */
    void Prefetch() const
    {
        __builtin_prefetch(&m_domain, 1);
        __builtin_prefetch(&m_transmitEvent, 1);
        __builtin_prefetch(&m_queues, 1);
    }

    /**
     * Name the owner, which must outlive the device's activity.
     * @param owner a switch or a NIC
     * @param pulls true if frames may be pulled from the owner (a NIC)
     */
    void SetOwner(FabricPortOwner* owner, bool pulls);

    /** From now on, the peer of this port asks its owner for hints; not from another domain. */
    void WantHints()
    {
        if (m_peer && !m_crosses)
        {
            m_peer->m_hints = true;
        }
    }

    /** @param scheduling how classes are served; outlives the device. */
    void SetScheduling(const ClassScheduling* scheduling);

    /** @param latency time from the last bit of a frame to its processing, ps; before time zero. */
    void SetForwardingLatency(uint64_t latency);

    /**
     * Forward frames before their end has come in. To be set before time zero.
     * @param bytes of a frame that must have come in
     * @param owner the switch
     */
    void SetCutThrough(uint32_t bytes, CutThroughOwner& owner);

    /** @return frames that went on before their end had come in. */
    uint64_t GetCutFrames() const;

    /** @param frame a frame to queue for sending; its class is Frame::priority. */
    void Enqueue(Frame* frame);

    /**
     * Queue a frame in the place of the one of its class that came last, which is of the same size.
     * @param frame the frame to queue
     * @return the frame that is no longer queued
     */
    Frame* ExchangeLast(Frame* frame);

    /** The owner has something to pull. */
    void Kick();

    /**
     * Send a PFC frame ahead of everything else.
     * @param classes class-enable vector
     * @param quanta pause time of those classes in quanta of 512 bit times; 0 resumes
     */
    void SendPause(uint8_t classes, uint16_t quanta);

    /**
     * @param priority a class
     * @return whether a frame of the class would be sent at once
     */
    bool IsIdleFor(uint8_t priority) const;

    /** @return bytes waiting, and the frame in service as a whole. */
    uint64_t GetBacklog() const
    {
        return m_queues.GetBytes() + (m_domain->Now() < m_freeAt ? m_serviceBytes : 0);
    }

    /** @return the class queues, to read. */
    const ClassQueues& GetQueues() const
    {
        return m_queues;
    }

    /** @return the mask of classes that the peer has paused. */
    uint8_t GetPausedMask() const
    {
        return m_pausedMask;
    }

    /** @return what was counted. */
    Counters GetCounters() const;

    /** @return frames sent so far, of any kind. */
    uint64_t GetSentFrames() const
    {
        return m_sentFrames;
    }

    /** @return bytes sent so far, without preamble and gap; of the frame in service those gone. */
    uint64_t GetSentBytes() const;

    /** @return frames sent so far, without those of PFC. */
    uint64_t GetMovedFrames() const
    {
        return m_sentFrames - m_controlSent;
    }

    /** @return the frames waiting here, counted one by one. */
    uint64_t CountFrames() const;

    /** @return the key of the arrivals of frames that this port has sent. */
    uint64_t GetArrivalKey() const
    {
        return m_arrivalKey;
    }

    /** @param frame one that somebody watches, that is of PFC, or whose rest is still to come. */
    void ReceiveFrame(Frame* frame) override;

    /** @return the port at the other end, or null. */
    FabricPort* GetPeer() const
    {
        return m_peer;
    }

    /** @return picoseconds that a byte takes. */
    double GetPsPerByte() const;

    /** @return the line rate. */
    DataRate GetDataRate() const;

    /**
     * Set the line rate. A frame in service leaves at the rate at which it began.
     * @param rate a positive rate, within ClockRange if times are to be exact
     */
    void SetDataRate(DataRate rate);

    /**
     * What is wrong with the direction in which this port sends. Made on first use; from then on
     * each frame costs a little more.
     * @return to be changed
     */
    LinkImpairment& GetImpairment();

    /**
     * Delay every frame that this port sends by a random time after its last bit. Their order is
     * kept, and so is their rate.
     * @param limit largest delay, ps; 0: none. To be set before time zero
     */
    void SetJitter(uint64_t limit);

    /** @return largest random delay of a frame that this port sends, ps. */
    uint64_t GetJitter() const
    {
        return m_jitter ? m_jitter->GetLimit() : 0;
    }

    /** @return time from the last bit of a frame on this port to its processing at the peer, ps. */
    uint64_t GetDelay() const
    {
        return m_delay;
    }

    /** @return what stops its classes: pauses of the peer, a shaper, a watchdog. */
    ClassGates& GetGates()
    {
        return m_gates;
    }

    /** @return propagation delay of the link, ps. */
    uint64_t GetPropagation() const
    {
        return m_propagation;
    }

    /**
     * Cut or mend the fibre in which this port sends: what is on it is lost, and all that is sent
     * while it is cut. The port does not notice; SetLinkUp() tells it.
     * @param cut the new state
     */
    void SetFibreCut(bool cut);

    /**
     * The port notices that its link went down or came up. While it is down nothing is sent, and
     * whatever is queued or meant to be is dropped as link-down. Frames on the link go on.
     * @param up the new state
     */
    void SetLinkUp(bool up);

    /** @return whether the link is up, as the port knows it. */
    bool IsUp() const
    {
        return m_up;
    }

    /** @return the largest foreign packet that its host may send, bytes. */
    uint16_t GetForeignMtu() const
    {
        return m_mtu;
    }

    /** @param domain clock, calendar and frames of the node; before Attach(). */
    void SetDomain(FabricDomain& domain);

    /** @return clock and calendar of the node. */
    FabricDomain& GetDomain() const
    {
        return *m_domain;
    }

    /** @return where frames are made. */
    FramePool& GetPool() const
    {
        return *m_pool;
    }

    /** @return the number of the node. */
    uint32_t GetNodeId() const
    {
        return m_node;
    }

    /** @return number of this port at its node. */
    uint16_t GetPort() const
    {
        return m_port;
    }

    /** @return the fabric host number, or the number given to a switch. */
    uint32_t GetFabricAddress() const
    {
        return m_fabricAddress;
    }

    /**
     * Count and report the loss of a frame that was meant for this port.
     * @param frame the frame; gone after the call
     * @param reason why
     */
    void DropFrame(Frame* frame, DropReason reason);

    /** @param frame a DATA frame, queued nowhere, whose payload is cut off, counted and reported.
     */
    void TrimFrame(Frame& frame);

    /** @param frame a foreign packet for the protocol stack of this host; gone after the call. */
    virtual void DeliverForeign(Frame* frame) = 0;

    /**
     * Name the port. To be called before Attach().
     * @param node number of its node
     * @param port its number there
     */
    void SetPlace(uint32_t node, uint16_t port);

    /**
     * Join the two ends of a link; each is to be told of the other.
     * @param peer the other end
     * @param delay propagation delay, ps
     */
    void Attach(FabricPort* peer, uint64_t delay);

    /** The link was cut: what is on it in the direction in which this port sends is lost. */
    void LoseInFlight();

  protected:
    /** Forget owner and peer: the simulation is over. */
    void Detach();

    /** @param address number of the host, or one above all hosts for a switch. */
    void SetAddressNumber(uint32_t address)
    {
        m_fabricAddress = address;
    }

    uint16_t m_mtu{0}; ///< largest foreign packet, bytes: an attribute of FabricNetDevice

  private:
    friend class CutThrough;
    uint64_t Detour(Frame* frame, uint64_t arrival);
    void TransmitNext();
    Frame* NextFrame();
    void Transmit(Frame* frame);
    static void Arrive(void* frame);
    void TraceSent(const Frame& frame);
    void TraceEnqueued(const Frame& frame, uint64_t before, uint64_t after);
    void TraceReceived(const Frame& frame);
    friend class ClassGates;
    void SetPausedMask(uint8_t mask);
    void Refuse(Frame* frame);
    void Flush(uint8_t classes);

    // What every hop touches: three cache lines.
    alignas(64) FabricDomain* m_domain;
    FabricPortOwner* m_owner{nullptr};
    FabricPortOwner* m_peerOwner{nullptr}; ///< where frames go
    uint64_t m_freeAt{0};                  ///< end of the frame (with its gap) in service, ps
    uint64_t m_psPerByteQ16{0};            ///< picoseconds per byte times 2^16
    uint64_t m_delay{0};                   ///< propagation plus the peer's forwarding latency, ps
    uint64_t m_arrivalKey{0};              ///< orders arrivals at the peer
    uint32_t m_serviceBytes{0};            ///< size of the frame in service
    uint16_t m_peerPort{0};                ///< number of the peer at its node
    bool m_crosses{false};                 ///< the peer is in another domain
    bool m_detour{false}; ///< somebody watches arrivals, or the link was impaired, or
                          ///< frames are delayed at random

    alignas(64) FabricEvent m_transmitEvent;
    const ClassScheduling* m_scheduling;
    uint64_t m_sentFrames{0};
    uint64_t m_sentBytes{0};
    uint8_t m_pausedMask{0};
    uint8_t m_stopMask{0};   ///< classes that must wait, paused or held
    uint8_t m_refused{0xff}; ///< classes of which nothing is queued
    bool m_traced{false};    ///< some trace source of this device was connected
    bool m_choosing{false};  ///< inside NextFrame(): the owner's kicks are heard anyway
    bool m_up : 1;
    bool m_pulls : 1;      ///< frames may be pulled from the owner
    bool m_pullTurn : 1;   ///< whether the owner or the queue of a NIC goes first
    bool m_hasControl : 1; ///< PFC frames wait
    bool m_hints : 1;      ///< the peer says what frames will touch
    uint16_t m_port{0};

    alignas(64) uint64_t m_maxBacklog{0};
    ClassQueues m_queues;

    FabricDomain* m_peerDomain{nullptr}; ///< where arrivals are scheduled
    FramePool* m_pool;
    FabricPort* m_peer{nullptr};
    Counters m_counters;       ///< of rare things; what every hop counts is above
    FrameFifo m_control;       ///< PFC frames to send
    uint64_t m_controlSent{0}; ///< PFC frames sent
    ClassGates m_gates;
    uint64_t m_pausedSince{0};
    uint32_t m_node{0};                           ///< number of the node
    std::unique_ptr<LinkImpairment> m_impairment; ///< null while nothing was ever wrong
    std::unique_ptr<LinkJitter> m_jitter;         ///< null if there is none
    uint64_t m_formerEnd{0};          ///< end of the frame in service when the rate was changed
    uint64_t m_formerPsPerByteQ16{0}; ///< the rate of that frame
    uint64_t m_propagation{0};
    uint64_t m_latency{0};
    uint32_t m_fabricAddress{0};
    DataRate m_rate;
    std::unique_ptr<CutThrough> m_cut; ///< null if frames are stored first
};

} // namespace aifabric
} // namespace ns3

#endif // FABRIC_PORT_H

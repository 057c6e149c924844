/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef QUEUE_PAIR_H
#define QUEUE_PAIR_H

#include "congestion-control.h"
#include "loss-recovery.h"
#include "nic-traces.h"
#include "pair-groups.h"
#include "send-scheduler.h"

#include "ns3/fabric-domain.h"
#include "ns3/failure-cause.h"
#include "ns3/frame-pool.h"
#include "ns3/frame-route.h"
#include "ns3/huge-arena.h"
#include "ns3/message-listener.h"
#include "ns3/posted-messages.h"
#include "ns3/ptr.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>

namespace ns3
{
namespace aifabric
{

class RoceNic;
class PairOperations;
struct FetchRequest;

/** What is left of a queue pair that is parked (ParkingLot), and what never changes of one. */
struct PairRecord
{
    uint64_t packets{0};  ///< posted so far, all acknowledged
    uint64_t baseRtt{0};  ///< idle round trip when it was made, ps
    uint32_t messages{0}; ///< posted so far
    uint32_t number{0};   ///< own queue pair number
    uint32_t dst{0};      ///< fabric host number of the peer
    uint32_t first{1};    ///< mask of the planes whose rates and windows it counts on
    uint32_t planes{1};   ///< mask of the planes over which it may send
    uint16_t line{0};     ///< number of its list at the scheduler
    uint8_t home{0};      ///< the plane that it keeps to as long as that leads to the peer, or ANY
    uint8_t level{0};     ///< number of its service level (ServiceLevels)
    uint8_t hops{0};      ///< links of the way to the peer
};

/**
 * @ingroup ai-fabric
 *
 * The sending half of a reliable connection: a list of posted messages, cut into packets of one
 * path MTU, sent as loss recovery and congestion control allow.
 *
 * Thousands of them have their turns in between: what each packet and each answer touches comes
 * first, and what few need is elsewhere.
 */
class alignas(64) QueuePair final : public CongestionListener,
                                    public RecoveryListener,
                                    public ReadyNode,
                                    public InArena<QueuePair, SendingHalf>
{
  public:
    /**
     * @param nic the NIC it belongs to
     * @param recovery its loss recovery, which no other one has
     * @param congestion its congestion control, which no other one has
     */
    QueuePair(RoceNic* nic, Ptr<LossRecovery> recovery, Ptr<CongestionControl> congestion);
    ~QueuePair() override;

    /**
     * Begin, or go on where another object that was parked stopped.
     * @param record who it is, and what that one left
     * @param peerNumber queue pair number at the peer
     * @param hostRate the rate at which its ports send data at most, bits per second
     * @param place what the congestion control is told
     */
    void Start(const PairRecord& record,
               uint32_t peerNumber,
               double hostRate,
               const FlowPlace& place);

    /** @return true if all that it knows fits in its record, and nobody holds parts of it. */
    bool CanPark() const;

    /**
     * Leave what is to be known when the queue pair is needed again (CanPark()).
     * @param record where
     */
    void Park(PairRecord& record) const
    {
        record.packets = m_posted;
        record.messages = m_messageCount;
    }

    /**
     * UDP source port of a connection, as Linux derives it from the numbers of its queue pairs.
     * @param local own number
     * @param remote number at the peer
     * @return the port
     */
    static uint16_t SourcePort(uint32_t local, uint32_t remote);

    /** @return true if it has nothing to do and is not known to be idle yet. */
    bool BecameIdle() const
    {
        return m_messages.IsEmpty() && !isWarm;
    }

    /**
     * Post a message, or a piece of one. Its packets, those sent again included, take the
     * route unless a strategy chooses for each packet; messages posted before keep theirs.
     * @param message its payload bytes (0 takes one packet), tag, join and pieces
     * @param route its way; one that is not set stands for the hash of the queue pair
     */
    void Post(const MessageInfo& message, const Route& route);

    /** @return true if recovery and window let a packet be sent. */
    bool IsSendable() const;

    /** @return true if the window lets a packet be sent. */
    bool IsWindowOpen() const;

    /** @return true if a packet can be sent now; if pacing alone forbids it, it will ask again. */
    bool IsReady();

    /**
     * Say through which ports it may send.
     * @param planes mask of planes
     */
    void SetPlanes(uint32_t planes)
    {
        m_planes = planes;
    }

    /** @return mask of the planes through which it may send. */
    uint32_t GetPlanes() const
    {
        return m_planes;
    }

    /**
     * Fetch what a packet or an answer will touch into the cache, all at once: what it leads to
     * lies before it as a rule (SendingHalf), with these sizes by default. Where sizes are others,
     * something is fetched in vain.
     */
    void Prefetch() const
    {
        constexpr ptrdiff_t LINE = 64;
        const auto memory = reinterpret_cast<const char*>(this);
        for (const ptrdiff_t lines : {-6, -3, -2, -1, 0, 1, 2})
        {
            __builtin_prefetch(memory + lines * LINE, 1);
        }
    }

    /**
     * Make the next packet; IsSendable() holds.
     * @return the frame
     */
    Frame* MakePacket();

    /**
     * An ACK or NAK came in.
     * @param frame the frame
     */
    void Acknowledged(const Frame& frame);

    /** A CNP came in. */
    void Notified();

    /**
     * A credit came in.
     * @param frame the frame
     */
    void Credited(const Frame& frame);

    /**
     * A packet of this queue pair was dropped somewhere.
     * @param frame the frame
     * @param reason why
     */
    void Dropped(const Frame& frame, DropReason reason);

    /**
     * Count whole messages that have neither ended nor failed.
     * @param open where to add them, by client
     */
    void CountOpen(std::map<uint16_t, uint64_t>& open) const;

    /**
     * A request of the peer came in: a READ or an atomic. Its answer is a message of this queue
     * pair, whose packets take the numbers that the request names.
     * @param frame the frame
     */
    void Requested(const Frame& frame);

    /** The receiver, which was not ready, may be. */
    void TryAgain();

    /** A port went down: what cannot even be sent times out too. */
    void PortDown();

    void CongestionStateChanged() override;
    uint64_t GetBytesInFlight() const override;
    uint64_t GetBacklog() const override;
    uint32_t CountSenders() const override;
    void RecoveryStateChanged() override;
    void PacketLost(uint64_t sequence, LossCause cause) override;
    uint64_t GetWindowPackets() const override;
    void SendProbe(uint64_t sequence) override;

    /** @return the congestion control. */
    Ptr<CongestionControl> GetCongestionControl() const;
    /** @return the loss recovery. */
    Ptr<LossRecovery> GetLossRecovery() const;

    /** @return fabric host number of the peer. */
    uint32_t GetDestination() const
    {
        return m_dst;
    }

    /** @return own queue pair number. */
    uint32_t GetNumber() const
    {
        return m_number;
    }

    /** @return true after it gave up. */
    bool HasFailed() const
    {
        return m_halted & FAILED;
    }

    /** @return true if a timer is to make it act: it has messages and will send or give up. */
    bool IsWaitingForTimer() const
    {
        return m_timer.IsPending() || IsPacing();
    }

    /** @return true if a packet waits for its time. */
    bool IsPacing() const
    {
        return m_pacing && m_pacing->event.IsPending();
    }

    /**
     * A frame of this queue pair, or an answer to it, was dropped while it gets no answers.
     * @param reason why
     */
    void NoteDrop(DropReason reason)
    {
        m_lastDrop = reason;
    }

  private:
    bool MayRepeat() const;
    const PostedMessage& FindMessage(const LossRecovery::NextPacket& next);
    [[noreturn]] void RefuseReturned(const char* method, uint64_t number) const;
    MessageInfo TakeFront();
    void Complete();
    void Evaluate();
    void TimerFired();
    void ArmTimer();
    void HastenTimer();
    bool IsPausedTooLong() const;
    void CountRetry();
    void ForgetPauses();
    void Recovered();
    FailureCause Diagnose() const;
    SendState GetSendState() const;
    void Fail();
    void NotReady(const Frame& frame);
    void Serve(const FetchRequest& request);
    void RefuseControl() const;
    PairOperations& GetOperations();
    bool AnswersRequests() const;

    /// Why nothing is sent, bits.
    enum Halt : uint8_t
    {
        FAILED = 1,  ///< it gave up
        HELD = 2,    ///< the receiver is not ready
        REFUSED = 4, ///< that it is not is being heard
    };

    /// What is not so with most, bits.
    enum Trait : uint8_t
    {
        RATELESS = 1,   ///< its recovery is
        OPERATIONS = 2, ///< there is an object for messages that are no WRITEs
    };

    /// What a queue pair needs that sends below the rate of its host.
    struct Pacing : public InArena<Pacing>
    {
        /// Largest time that pacing may add, so that a tiny rate cannot overflow the clock: 1000 s.
        static constexpr double MOST_PS = 1e15;

        /// A packet may be sent.
        void Fired()
        {
            pair->Evaluate();
        }

        FabricEvent event;
        uint64_t nextAvailable{0}; ///< not before this time, ps
        uint64_t from{0};          ///< when the last packet was sent, ps
        uint32_t bytes{0};         ///< its size on the wire
        QueuePair* pair{nullptr};
    };

    void FindPaced();
    void BindPacing();

    uint32_t m_retries{0}; // the first cache line, with the base classes
    RoceNic* m_nic;
    Ptr<LossRecovery> m_recovery;
    Ptr<CongestionControl> m_congestion;
    uint32_t m_pausedRetries{0};              ///< of them, because the port was paused all the time
    DropReason m_lastDrop{DropReason::COUNT}; ///< of its frames since it gets no answers
    bool m_paced{false};                      ///< its rate is below that of the host
    uint8_t m_halted{0};                      ///< Halt bits
    uint8_t m_traits{0};                      ///< Trait bits
    uint64_t m_lastProgress{0};               // the second one
    uint64_t m_posted{0};
    uint32_t m_messageCount{0};
    uint32_t m_number{0};
    uint32_t m_peerNumber{0};
    uint32_t m_dst{0};
    uint32_t m_planes{1};
    uint16_t m_entropy{0};
    uint8_t m_priority{0};     ///< traffic class of its packets
    uint8_t m_dscp{0};         ///< as in Frame::dscp
    PostedMessages m_messages; ///< one of them is the third one
    FabricEvent m_timer;       // the fourth one
    double m_hostRate{0};
    uint32_t m_resentMark{0};                ///< retransmissions when the first message became that
    uint32_t m_part{0};                      ///< number within the node, for event keys
    std::unique_ptr<Pacing> m_pacing;        ///< made when it is paced first
    std::unique_ptr<FailureCause> m_failure; ///< why it gave up; null: it did not
    /// Of messages that are no WRITEs; made when there is one.
    std::unique_ptr<PairOperations> m_operations;
};

} // namespace aifabric
} // namespace ns3

#endif // QUEUE_PAIR_H

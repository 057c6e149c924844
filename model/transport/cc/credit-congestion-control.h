/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CREDIT_CONGESTION_CONTROL_H
#define CREDIT_CONGESTION_CONTROL_H

#include "ns3/congestion-control.h"
#include "ns3/fabric-event.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The sending half of the receiver-credit congestion control of Ultra Ethernet (Ultra Ethernet
 * Specification 1.0, 2025): a packet may leave as long as there is credit, and takes its size on
 * the wire, so that credit may fall below zero by one packet. Each data packet tells how much the
 * sender asks for, as the sum of all that it was ever granted and of what it needs (its pull
 * target, in steps of 256 bytes), divided by the queue pairs of the NIC that have a packet to send.
 * The receiver grants by CREDIT frames, which carry the sum of all that it ever granted: a lost one
 * is made good by the next.
 *
 * A queue pair begins with credit of one largest window that nobody granted, to be spent while the
 * first answers are on their way. What is left of it is void when the first ACK or NAK comes.
 *
 * A sender that has been granted all that it asked for, and has nothing in flight, may send one
 * packet to ask for more. So may one that waits for credit for long, as frames are lost: after
 * sixteen round trips first, and twice as long each time until credit comes.
 */
class CreditCongestionControl : public CongestionControl
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    /** Credit is asked for in steps of so many bytes. */
    static constexpr uint64_t QUANTUM = 256;

    CreditCongestionControl();
    ~CreditCongestionControl() override;

    /** @return credit in hand that a receiver has granted, bytes on the wire. */
    int64_t GetCredit() const
    {
        return m_credit;
    }

    /** @return credit left that nobody granted, bytes on the wire. */
    int64_t GetSpeculativeCredit() const
    {
        return m_isSpeculating ? m_speculative : 0;
    }

    /** @return the sum of what was asked for, bytes on the wire. */
    uint64_t GetAsked() const
    {
        return m_asked;
    }

  protected:
    /**
     * Take over attributes, and nothing else.
     * @param other whose
     */
    CreditCongestionControl(const CreditCongestionControl& other);

    /** @return an empty string, or one line that names the attribute and what is allowed. */
    std::string CheckConfig() const override;

    /** @return the attribute: the largest window in bandwidth-delay products. */
    double GetMaxWindow() const
    {
        return m_maxWindow;
    }

    /** @return the attribute: the fraction of the line rate that a receiver grants. */
    double GetShare() const
    {
        return m_share;
    }

    /**
     * Begin with credit that nobody granted, and want to see outgoing data. For DoStart().
     * @param largest largest window, bytes on the wire
     */
    void StartCredits(uint64_t largest);

    /** Begin with line rate, and nothing but credit in its way. For DoStart(). */
    void StartByCredit();

    /** The first answer has come: void what nobody granted, and see whether packets may leave. */
    void Heard();

    /** See whether packets may leave. */
    void Balance();

    /**
     * @param payload bytes
     * @return what they take on the wire in full packets, bytes
     */
    uint64_t ToWire(uint64_t payload) const;

  private:
    void DoStamp(Frame& data) override;
    void DoCredited(const Frame& credit) override;
    /** @return bytes on the wire of which it asks for no more at once; any number by default. */
    virtual uint64_t GetAskLimit() const;
    bool CanSend() const;
    uint64_t ComputeAsk() const;
    void WaitedLong();

    double m_maxWindow;
    double m_share;
    FabricEvent m_waitEvent;
    int64_t m_credit{0};      ///< bytes on the wire
    int64_t m_speculative{0}; ///< bytes on the wire
    uint64_t m_granted{0};    ///< by the receiver, in all
    uint64_t m_asked{0};      ///< in all
    uint64_t m_largest{0};    ///< largest window
    uint64_t m_wait{0};       ///< ps
    bool m_isSpeculating{false};
    bool m_mayAsk{false}; ///< a packet may leave without credit
};

} // namespace aifabric
} // namespace ns3

#endif // CREDIT_CONGESTION_CONTROL_H

/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef NSCC_LAW_H
#define NSCC_LAW_H

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/** What NSCC is told before the first packet. Sizes are payload bytes, times ps. */
struct NsccSettings
{
    double lineRate{0};           ///< of the ports of the queue pair, bits per second
    uint64_t rtt{0};              ///< round-trip time of the idle network
    uint64_t target{0};           ///< queueing delay to be reached
    uint32_t mss{0};              ///< payload of a full packet
    double gamma{0.8};            ///< weight of the excess delay in a cut (no unit)
    double weight{0.0125};        ///< of a delay sample in the average (no unit)
    uint32_t gate{3};             ///< quick adapt below the largest window / 2^gate
    double threshold{4};          ///< delay that asks for quick adapt, in targets
    double largest{1.5};          ///< largest window in bandwidth-delay products
    double target12{12000000};    ///< delay of the reference network
    double product12{150000};     ///< bandwidth-delay product of the reference network, bytes
    uint64_t shortDelay{1000000}; ///< below this delay a path counts as empty
};

/** What an acknowledgement tells NSCC. */
struct NsccSignal
{
    uint64_t now{0};      ///< the time, ps
    uint64_t bytes{0};    ///< payload bytes newly delivered
    bool marked{false};   ///< a switch marked the packet
    uint64_t rtt{0};      ///< round-trip time of that very transmission, ps; 0: unknown
    uint64_t inFlight{0}; ///< payload bytes in flight now
    bool subtracts{true}; ///< of a trimmed packet: whether it makes the window smaller
};

/**
 * @ingroup ai-fabric
 *
 * The window of NSCC, the network signalled congestion control of Ultra Ethernet (Ultra Ethernet
 * Specification 1.0, 2025, section on the congestion management sublayer; T. Bonato et al.,
 * "SMaRTT-REPS: sender-based marked rapidly-adapting trimmed and timed transport with recycled
 * entropies", arXiv:2404.01630). It has no clock and no calendar: whoever owns it tells the time.
 *
 * Marks and delay together make four cases. Not marked and below the target delay: the window grows
 * by the distance to the target, and faster on an empty path. Not marked and above: it grows by a
 * constant. Marked and above: it is cut by the average delay, once a round trip. Marked and below:
 * it stays. Increases collect, and are put in force every round trip or eight packets.
 *
 * Quick adapt: when the network trims, or the delay is far above the target, and hardly anything
 * was delivered in the last window of time, the congestion window becomes what was delivered. The
 * packets in flight at that moment tell of the time before, and their signals are ignored.
 */
class NsccLaw
{
  public:
    /**
     * Begin with the largest window.
     * @param settings what does not change
     * @param now the time, ps
     */
    void Start(const NsccSettings& settings, uint64_t now);

    /**
     * Packets were acknowledged.
     * @param signal what is told of them
     */
    void Acknowledged(const NsccSignal& signal);

    /**
     * A packet was trimmed.
     * @param signal the time, its bytes, bytes in flight, and whether the window heeds it
     */
    void Trimmed(const NsccSignal& signal);

    /**
     * A packet is lost by other means than trimming.
     * @param bytes its payload
     */
    void Lost(uint64_t bytes);

    /** @return the window, payload bytes. */
    double GetWindow() const
    {
        return m_window;
    }

    /** @return the largest window, payload bytes. */
    double GetLargestWindow() const
    {
        return m_largest;
    }

    /** @return the average queueing delay, ps. */
    double GetAverageDelay() const
    {
        return m_average;
    }

    /** @return the smallest round-trip time seen, ps. */
    uint64_t GetBaseRtt() const
    {
        return m_baseRtt;
    }

    /** @return bytes delivered below which quick adapt is possible. */
    double GetGate() const;

    /** @return bytes that a window of acknowledgements at zero delay gains. */
    double GetProportional() const
    {
        return m_alpha * static_cast<double>(m_settings.target);
    }

    /** @return bytes that a window of acknowledgements above the target gains. */
    double GetFairIncrease() const
    {
        return m_fair;
    }

    /** @return bytes that a round trip gains in any case. */
    double GetEta() const
    {
        return m_eta;
    }

    /** @return the fraction of acknowledged bytes that a fast increase gains at once. */
    double GetFastScale() const
    {
        return m_fastScale;
    }

    /** @return how often quick adapt acted. */
    uint64_t GetQuickAdapts() const
    {
        return m_quickAdapts;
    }

  private:
    /// What quick adapt makes of a signal.
    enum class Quick
    {
        PASSED,
        SWALLOWED,
        ACTED,
    };

    void SetBaseRtt(uint64_t rtt);
    void Average(double delay, bool marked);
    Quick QuickAdapt(const NsccSignal& signal, bool isNegative, double delay);
    void React(const NsccSignal& signal, double delay);
    bool IncreaseFast(uint64_t bytes, double delay);
    void Cut(uint64_t now);
    void Fulfil(uint64_t now);
    void Clamp();

    NsccSettings m_settings;
    double m_alpha{0};     ///< bytes per ps of delay below the target
    double m_fair{0};      ///< bytes
    double m_eta{0};       ///< bytes
    double m_fastScale{0}; ///< no unit

    double m_window{0};
    double m_largest{0};
    double m_average{0};        ///< ps
    uint64_t m_baseRtt{0};      ///< ps
    double m_credit{0};         ///< increases not yet in force, bytes squared
    uint64_t m_got{0};          ///< bytes since increases were put in force
    uint64_t m_achieved{0};     ///< bytes delivered in the window of quick adapt
    uint64_t m_quickEnd{0};     ///< end of that window, ps
    uint64_t m_ignoreTarget{0}; ///< bytes that tell of the time before the last quick adapt
    uint64_t m_ignored{0};      ///< of them, those heard of
    uint64_t m_fastCount{0};    ///< bytes acknowledged at hardly any delay
    uint64_t m_fulfilledAt{0};  ///< ps
    uint64_t m_etaAt{0};        ///< ps
    uint64_t m_cutAt{0};        ///< ps
    uint64_t m_quickAdapts{0};
    bool m_hasQuickEnd{false};
    bool m_hasCut{false};
    bool m_isFast{false};
    bool m_trigger{false}; ///< a packet was trimmed since the last quick adapt
};

} // namespace aifabric
} // namespace ns3

#endif // NSCC_LAW_H

/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef HERMES_PATHS_H
#define HERMES_PATHS_H

#include "ns3/fabric-random.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** How Hermes judges a path. */
enum class HermesClass : uint8_t
{
    GOOD,      ///< few marks and a short round-trip time
    GREY,      ///< neither
    CONGESTED, ///< many marks and a long round-trip time
    FAILED,    ///< timeouts in a row, or losses without congestion
};

/** The thresholds of Hermes; times in ps. */
struct HermesThresholds
{
    double ecn{0};           ///< fraction of marks
    double rttLow{0};        ///< above the idle round-trip time
    double rttHigh{0};       ///< above the idle round-trip time
    double betterEcn{0};     ///< by which a notably better path has fewer marks
    double betterRtt{0};     ///< by which it has a shorter round-trip time
    uint32_t timeouts{0};    ///< in a row on a path that has failed
    double losses{0};        ///< fraction of packets lost on a path that has failed
    uint64_t lossWindow{0};  ///< over which they are counted
    uint64_t failureTime{0}; ///< after which a failed path is tried again; 0: never
    uint64_t rateWindow{0};  ///< over which rates are measured
    double gain{0};          ///< weight of a new sample of marks and round-trip time
};

/** A rate as switches of CONGA estimate it: bytes that fade with a time constant. */
class FadingRate
{
  public:
    /**
     * Bytes were sent.
     * @param bytes their number
     * @param now the time, ps
     * @param window the time constant, ps
     */
    void Add(uint32_t bytes, uint64_t now, uint64_t window)
    {
        m_bytes = Fade(now, window) + bytes;
        m_time = now;
    }

    /**
     * @param now the time, ps
     * @param window the time constant, ps
     * @return bits per second
     */
    double Get(uint64_t now, uint64_t window) const
    {
        return Fade(now, window) * 8e12 / static_cast<double>(window);
    }

  private:
    double Fade(uint64_t now, uint64_t window) const
    {
        const uint64_t gone = now - m_time;
        return gone >= window
                   ? 0
                   : m_bytes * (1 - static_cast<double>(gone) / static_cast<double>(window));
    }

    double m_bytes{0};
    uint64_t m_time{0}; ///< ps
};

/**
 * @ingroup ai-fabric
 *
 * What Hermes knows of the paths to one edge switch, and which it would choose.
 */
class HermesPaths
{
  public:
    /** No path. */
    static constexpr uint32_t NONE = UINT32_MAX;

    /** A path. */
    struct Path
    {
        uint16_t number{0};      ///< steers onto it
        double ecn{0};           ///< fraction of marks
        double rtt{0};           ///< round-trip time, ps; that of the idle fabric if none was seen
        FadingRate rate;         ///< of data of this host
        uint32_t timeouts{0};    ///< since the last ACK
        uint32_t sent{0};        ///< packets in the loss window
        uint32_t lost{0};        ///< of them
        uint64_t windowEnd{0};   ///< of the loss window, ps
        uint64_t failedUntil{0}; ///< ps
    };

    /**
     * @param numbers the paths
     * @param baseRtt round-trip time in the idle fabric, ps
     * @param thresholds outlive this
     */
    HermesPaths(const std::vector<uint16_t>& numbers,
                uint64_t baseRtt,
                const HermesThresholds& thresholds);

    /** @return the paths. */
    const std::vector<Path>& GetPaths() const
    {
        return m_paths;
    }

    /**
     * @param number a path by its number
     * @return its index, or NONE
     */
    uint32_t Find(uint16_t number) const;

    /**
     * @param index of a path
     * @param now the time, ps
     * @return its class
     */
    HermesClass Classify(uint32_t index, uint64_t now) const;

    /**
     * A packet is sent.
     * @param index of its path
     * @param bytes payload
     * @param now the time, ps
     */
    void Sent(uint32_t index, uint32_t bytes, uint64_t now);

    /**
     * An answer came in, of data or of a probe.
     * @param index of its path
     * @param marked whether the packet answered was marked
     * @param rtt its round-trip time, ps
     */
    void Answered(uint32_t index, bool marked, uint64_t rtt);

    /**
     * A packet was lost.
     * @param index of its path
     * @param now the time, ps
     */
    void Lost(uint32_t index, uint64_t now);

    /**
     * A timer ran out.
     * @param index of the path of its packets
     * @param now the time, ps
     */
    void TimedOut(uint32_t index, uint64_t now);

    /**
     * Where a new flow goes, or one whose path has failed: the good path that this host loads
     * least; if there is none the least loaded grey one; else any that has not failed.
     * @param now the time, ps
     * @param random breaks ties
     * @return index of a path
     */
    uint32_t ChooseNew(uint64_t now, FabricRandom& random) const;

    /**
     * Which paths are probed: two at random, and the one that a new flow would take.
     * @param now the time, ps
     * @param random chooses
     * @return indices of paths, each once
     */
    std::vector<uint32_t> ChooseProbed(uint64_t now, FabricRandom& random) const;

    /**
     * Where a flow on a congested path goes: the least loaded good path that is notably better; if
     * there is none the same among grey ones.
     * @param current index of its path
     * @param now the time, ps
     * @return index of a path, or NONE
     */
    uint32_t ChooseBetter(uint32_t current, uint64_t now) const;

  private:
    std::vector<Path> m_paths;
    double m_baseRtt;
    const HermesThresholds* m_thresholds;
};

} // namespace aifabric
} // namespace ns3

#endif // HERMES_PATHS_H

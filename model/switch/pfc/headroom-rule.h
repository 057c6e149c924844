/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef HEADROOM_RULE_H
#define HEADROOM_RULE_H

#include "ns3/component-registry.h"
#include "ns3/object.h"

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/** A link, and what its headroom depends on. */
struct HeadroomLink
{
    uint64_t rate{0};           ///< at which frames come in, bits per second
    uint64_t propagation{0};    ///< one way, ps
    uint32_t mtu{0};            ///< largest frame of a lossless class, bytes
    uint64_t responseQuanta{0}; ///< time that the peer takes to heed a pause, quanta
    uint64_t exact{0};          ///< what the simulated link can need at most, bytes
};

/**
 * @ingroup ai-fabric
 *
 * How many bytes a buffer keeps for what comes in after a pause was sent: a formula of those that
 * switches are configured by.
 */
class HeadroomRule : public Object
{
  public:
    /** Metres per second of light in fibre, as the formulas have it. */
    static constexpr double LIGHT = 1.98e8;

    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    HeadroomRule();
    ~HeadroomRule() override;

    /** @return all rules that can be chosen by name. */
    static const ComponentFamily& GetFamily();

    /**
     * @param link a link
     * @return bytes for what comes in after a pause was sent
     */
    uint64_t Calculate(const HeadroomLink& link) const
    {
        return DoCalculate(link);
    }

    /**
     * The longest time that the peer may take to heed a pause (IEEE 802.3, 31B.3.7): 67 quanta at
     * 10 Gb/s, 80 at 25, 118 at 40, 147 at 50, 394 at 100, 453 at 200, 905 at 400 and 800 Gb/s.
     * A rate in between has the limit of the next one above; beyond 800 Gb/s it is that of
     * 800 Gb/s (inferred).
     * @param rate bits per second
     * @return quanta of 512 bit times
     */
    static uint32_t GetResponseLimit(uint64_t rate);

    /**
     * @param metres length of a cable
     * @return its propagation delay, ps
     */
    static uint64_t GetCableDelay(double metres);

  protected:
    /**
     * @param link a link
     * @return bytes that fit on the cable there and back
     */
    static double GetCableBytes(const HeadroomLink& link);

  private:
    /**
     * @param link a link
     * @return bytes
     */
    virtual uint64_t DoCalculate(const HeadroomLink& link) const = 0;
};

} // namespace aifabric
} // namespace ns3

#endif // HEADROOM_RULE_H

/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FUZZED_WIRE_H
#define FUZZED_WIRE_H

#include "ns3/fabric-net-device.h"
#include "ns3/fabric-port-owner.h"
#include "ns3/fabric-random.h"
#include "ns3/frame-extra.h"
#include "ns3/frame-pool.h"

#include <cstdint>
#include <map>
#include <utility>

namespace ns3
{
namespace aifabric
{
namespace tests
{

/** What comes in at a NIC besides what was sent to it. */
struct FuzzRates
{
    double injection{0.2}; ///< frames made from each that comes in
    double loss{0};        ///< probability that one that comes in is lost
    bool isHarmless{true}; ///< only what a NIC must not be misled by
};

/**
 * @ingroup ai-fabric-tests
 * Stands between a port of a host and its NIC. All that comes in goes on to the NIC, unless it is
 * lost, and of some frames damaged copies go there before or after them.
 *
 * A NIC must not be misled by copies of what was sent, whole or trimmed, by packets for queue pairs
 * that are not there or not for that, by packet numbers far from all others, and by bytes whose
 * ICRC is wrong. Anything else is what a peer could say with every right: that a packet has come
 * which has not, or that a message ends where it does not. It may cost messages, and nothing else.
 */
class FuzzedWire : public FabricPortOwner
{
  public:
    /// Payload of the packets that came with it, by queue pair and number: the largest.
    using Arrivals = std::map<std::pair<uint32_t, uint32_t>, uint32_t>;

    /**
     * @param inner the NIC's side of the port
     * @param device the port
     * @param rates what happens how often
     * @param random a stream of its own
     */
    FuzzedWire(FabricPortOwner& inner,
               Ptr<FabricNetDevice> device,
               const FuzzRates& rates,
               FabricRandom& random);

    void ReceiveFrame(Frame* frame) override;
    void FrameLeavesQueue(FabricPort& port, Frame* frame) override;
    Frame* PullFrame(FabricPort& port) override;
    void LinkChanged(FabricPort& port) override;
    void PauseChanged(FabricPort& port) override;

    /** @return packets that the NIC got. */
    const Arrivals& GetArrivals() const
    {
        return m_arrivals;
    }

    /** @return frames that the NIC got besides those that were sent to it. */
    uint64_t GetInjected() const
    {
        return m_injected;
    }

    /** @return damaged bytes that the decoder refused. */
    uint64_t GetRefused() const
    {
        return m_refused;
    }

  private:
    Frame* Copy(const Frame& frame);
    Frame* Make(const Frame& original);
    bool Harm(Frame& frame);
    bool Spare(Frame& frame);
    void Change(Frame& frame);
    void ChangeAnswer(Frame& frame);
    Frame* ThroughCodec(Frame* frame);
    uint32_t NearOrFar(uint32_t number);
    void HandOver(Frame* frame);
    void Inject(Frame* frame);

    FabricPortOwner& m_inner;
    FramePool& m_pool;
    FabricDomain& m_domain;
    FuzzRates m_rates;
    FabricRandom& m_random;
    Arrivals m_arrivals;
    uint64_t m_injected{0};
    uint64_t m_refused{0};
};

} // namespace tests
} // namespace aifabric
} // namespace ns3

#endif // FUZZED_WIRE_H

/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef UNRELIABLE_WIRE_H
#define UNRELIABLE_WIRE_H

#include "ns3/fabric-domain.h"
#include "ns3/fabric-net-device.h"
#include "ns3/fabric-port-owner.h"
#include "ns3/fabric-random.h"
#include "ns3/frame-pool.h"
#include "ns3/simulator.h"

#include <cstdint>
#include <functional>
#include <map>
#include <set>

namespace ns3
{
namespace aifabric
{
namespace tests
{

/** What a wire does to frames, each frame by itself. */
struct WireFaults
{
    double dataLoss{0};       ///< probability that data is lost
    double answerLoss{0};     ///< probability that anything else is lost
    double duplication{0};    ///< probability that a frame comes twice
    double detour{0};         ///< probability that a frame is late
    double trimming{0};       ///< probability that data loses its payload
    uint64_t mostDelay{1000}; ///< by which a frame is late at most, ps
};

/**
 * @ingroup ai-fabric-tests
 * Stands between a port of a host and its NIC: what comes in is lost, doubled, late or cut off at
 * random. All that a NIC gets is noted.
 */
class UnreliableWire : public FabricPortOwner
{
  public:
    /// Distinct packets with payload that came through, by the tag of their message.
    using Arrivals = std::map<uint64_t, std::set<uint64_t>>;

    /**
     * @param inner the NIC's side of the port
     * @param device the port
     * @param faults what goes wrong
     * @param random a stream that is its own
     */
    UnreliableWire(FabricPortOwner& inner,
                   Ptr<FabricNetDevice> device,
                   const WireFaults& faults,
                   FabricRandom& random)
        : m_inner(inner),
          m_pool(FramePool::Of(device->GetDomain())),
          m_faults(faults),
          m_random(random)
    {
        device->SetOwner(this, true);
    }

    void ReceiveFrame(Frame* frame) override
    {
        const bool isData = frame->kind == FrameKind::DATA;
        if (Happens(isData ? m_faults.dataLoss : m_faults.answerLoss))
        {
            m_pool.Drop(frame, DropReason::GREY_LOSS);
            return;
        }
        if (Happens(m_faults.duplication))
        {
            m_duplicates++;
            Later(Copy(*frame));
        }
        if (isData && !frame->Has(FRAME_TRIMMED) && Happens(m_faults.trimming))
        {
            m_pool.Trim(*frame);
        }
        if (Happens(m_faults.detour))
        {
            Later(frame);
            return;
        }
        HandOver(frame);
    }

    void FrameLeavesQueue(FabricPort& port, Frame* frame) override
    {
        m_inner.FrameLeavesQueue(port, frame);
    }

    Frame* PullFrame(FabricPort& port) override
    {
        return m_inner.PullFrame(port);
    }

    void LinkChanged(FabricPort& port) override
    {
        m_inner.LinkChanged(port);
    }

    void PauseChanged(FabricPort& port) override
    {
        m_inner.PauseChanged(port);
    }

    /** @return packets that the NIC got. */
    const Arrivals& GetArrivals() const
    {
        return m_arrivals;
    }

    /** @return frames that came twice. */
    uint64_t GetDuplicates() const
    {
        return m_duplicates;
    }

  private:
    bool Happens(double probability)
    {
        return probability > 0 && m_random.Uniform() < probability;
    }

    Frame* Copy(const Frame& frame)
    {
        Frame* copy = m_pool.Make();
        *copy = frame;
        copy->extra = nullptr;
        if (frame.extra)
        {
            FrameExtra& extra = m_pool.GetExtra(*copy);
            void* next = extra.next;
            extra = *frame.extra;
            extra.next = next;
        }
        return copy;
    }

    void Later(Frame* frame)
    {
        const uint64_t delay = 1 + m_random.Next() % m_faults.mostDelay;
        const std::function<void()> come = [this, frame]() { HandOver(frame); };
        Simulator::Schedule(TimeStep(delay), Ptr<EventImpl>(MakeEvent(come), false));
    }

    void HandOver(Frame* frame)
    {
        if (frame->kind == FrameKind::DATA && !frame->Has(FRAME_TRIMMED))
        {
            m_arrivals[frame->remoteAddress].insert(uint64_t{frame->qp} << 32 | frame->psn);
        }
        m_inner.ReceiveFrame(frame);
    }

    FabricPortOwner& m_inner;
    FramePool& m_pool;
    WireFaults m_faults;
    FabricRandom& m_random;
    Arrivals m_arrivals;
    uint64_t m_duplicates{0};
};

} // namespace tests
} // namespace aifabric
} // namespace ns3

#endif // UNRELIABLE_WIRE_H

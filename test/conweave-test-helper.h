/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CONWEAVE_TEST_HELPER_H
#define CONWEAVE_TEST_HELPER_H

#include "ns3/conweave-load-balancer.h"
#include "ns3/fabric-helper.h"
#include "ns3/frame-pool.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <vector>

/**
 * @file
 * @ingroup ai-fabric-tests
 *
 * What the cases of ConWeave share that hand frames to a leaf one by one.
 */

namespace ns3
{
namespace aifabric
{
namespace tests
{

inline constexpr uint32_t SPINES = 4;
inline constexpr uint32_t HOSTS = 4; ///< per leaf
inline constexpr uint16_t ENTROPY = 0xc123;

/// The balancer of a switch.
inline Ptr<ConweaveLoadBalancer>
GetBalancer(const FabricContainer& fabric, uint32_t number)
{
    return DynamicCast<ConweaveLoadBalancer>(fabric.GetSwitch(number)->GetLoadBalancer());
}

/// A data packet from host 0 to the first host of the other leaf.
inline Frame*
MakeData(uint32_t psn)
{
    Frame* frame = FramePool::Get().Make();
    frame->kind = FrameKind::DATA;
    frame->dst = HOSTS;
    frame->psn = psn;
    frame->qp = 1;
    frame->size = 1000;
    frame->payload = 900;
    frame->entropy = ENTROPY;
    frame->priority = 3;
    frame->hopLimit = 64;
    return frame;
}

/**
 * @ingroup ai-fabric-tests
 * Base of the cases that hand frames to a leaf one by one.
 */
class ConweaveTestCase : public TestCase
{
  public:
    using TestCase::TestCase;

  protected:
    /// Build a fabric.
    void Build()
    {
        FabricHelper helper;
        helper.SetLayout("ns3::aifabric::LeafSpineFabric",
                         "Leaves",
                         UintegerValue(2),
                         "Spines",
                         UintegerValue(SPINES),
                         "Hosts",
                         UintegerValue(HOSTS));
        helper.SetLoadBalancer("ns3::aifabric::ConweaveLoadBalancer");
        m_fabric = helper.Install();
        m_seen.clear();
        m_tags.clear();
    }

    /// Hand a frame to a leaf at a time.
    void At(double us, uint32_t leaf, Frame* frame)
    {
        frame->ingress = leaf == 0 ? 0 : HOSTS; // from a host, or from a spine
        auto fabricSwitch = m_fabric.GetSwitch(leaf);
        Simulator::Schedule(NanoSeconds(static_cast<uint64_t>(us * 1000)),
                            [fabricSwitch, frame]() { fabricSwitch->ReceiveFrame(frame); });
    }

    /// Watch the port of the first host of the second leaf.
    void WatchHost()
    {
        m_fabric.GetDevice(2 * HOSTS + 1, 0)
            ->TraceConnectWithoutContext("FrameEnqueued",
                                         MakeCallback(&ConweaveTestCase::Enqueued, this));
    }

    /// Watch what the first leaf sends up.
    void WatchSource()
    {
        m_fabric.GetSwitch(0)->GetLoadBalancer()->TraceConnectWithoutContext(
            "Selected",
            MakeCallback(&ConweaveTestCase::Selected, this));
    }

    /// Run to the end.
    void Finish()
    {
        Simulator::Run();
        const uint64_t inFlight = FramePool::GetLedger().GetInFlight();
        NS_TEST_EXPECT_MSG_EQ(inFlight, 0, "frames made = delivered + dropped");
        NS_TEST_EXPECT_MSG_EQ(GetBalancer(m_fabric, 1)->GetHeld(), 0, "nothing is kept for ever");
        m_fabric = FabricContainer();
        Simulator::Destroy();
    }

    /// A packet as it is queued for the host.
    struct Seen
    {
        uint32_t psn;
        double us;
    };

    FabricContainer m_fabric;
    std::vector<Seen> m_seen;        ///< packets for the host
    std::vector<ConweaveTag> m_tags; ///< packets of the source
    std::vector<uint16_t> m_ports;   ///< and their ports

  private:
    void Enqueued(const Frame& frame)
    {
        if (frame.kind == FrameKind::DATA)
        {
            m_seen.push_back({frame.psn, Simulator::Now().GetNanoSeconds() / 1000.0});
        }
    }

    void Selected(const Frame& frame, uint16_t port)
    {
        if (frame.kind == FrameKind::DATA)
        {
            m_tags.push_back(ConweaveTag::Read(frame));
            m_ports.push_back(port);
        }
    }
};

} // namespace tests
} // namespace aifabric
} // namespace ns3

#endif // CONWEAVE_TEST_HELPER_H

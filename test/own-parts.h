/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef OWN_PARTS_H
#define OWN_PARTS_H

#include "ns3/ai-fabric-module.h"
#include "ns3/core-module.h"

#include <memory>
#include <string>

/**
 * @ingroup ai-fabric-tests
 *
 * Parts as users write them, each as small as it can be.
 */
namespace own_parts
{

using namespace ns3;
using namespace ns3::aifabric;

/// All through the first next hop.
class FirstPortLoadBalancer : public SwitchLoadBalancer
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = DescribeComponent(TypeId("FirstPortLoadBalancer")
                                                  .SetParent<SwitchLoadBalancer>()
                                                  .AddConstructor<FirstPortLoadBalancer>(),
                                              "all through the first port");
        return tid;
    }

  private:
    uint32_t DoSelect(const Frame&, const Candidates&) override
    {
        return 0;
    }

    NetworkNeeds DoGetNeeds() const override
    {
        return {};
    }
};

/// A path for each host of a leaf.
class LanesLoadBalancer : public HostLoadBalancer
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = DescribeComponent(TypeId("LanesLoadBalancer")
                                                  .SetParent<HostLoadBalancer>()
                                                  .AddConstructor<LanesLoadBalancer>(),
                                              "each host keeps to its path");
        return tid;
    }

  private:
    void DoSelect(Frame& frame) override
    {
        Route::ByPath(GetPlace().host).WriteTo(frame);
    }

    NetworkNeeds DoGetNeeds() const override
    {
        return NEED_STEERING;
    }
};

/// A part of the line rate.
class ShareCongestionControl : public CongestionControl
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid =
            DescribeComponent(TypeId("ShareCongestionControl")
                                  .SetParent<CongestionControl>()
                                  .AddConstructor<ShareCongestionControl>()
                                  .AddAttribute("Part",
                                                "Part of the line rate (no unit)",
                                                DoubleValue(0.5),
                                                MakeDoubleAccessor(&ShareCongestionControl::m_part),
                                                MakeDoubleChecker<double>(0.001, 1)),
                              "a part of the line rate");
        return tid;
    }

  private:
    void DoStart() override
    {
        SetRate(m_part * GetPlace().lineRate);
    }

    double m_part;
};

/// One packet at a time; a receiver that counts them.
class StopAndWaitLossRecovery : public LossRecovery
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = DescribeComponent(TypeId("StopAndWaitLossRecovery")
                                                  .SetParent<LossRecovery>()
                                                  .AddConstructor<StopAndWaitLossRecovery>(),
                                              "one packet at a time");
        return tid;
    }

    bool ToleratesReordering() const override
    {
        return true;
    }

    std::unique_ptr<PacketTracker> MakeTracker(uint32_t) const override
    {
        return std::make_unique<Tracker>();
    }

  private:
    class Tracker : public PacketTracker
    {
      public:
        PacketVerdict Receive(const Frame&, uint64_t sequence) override
        {
            PacketVerdict verdict;
            verdict.accepted = sequence == m_expected;
            verdict.duplicate = !verdict.accepted;
            verdict.sendAck = true;
            verdict.urgent = true;
            m_expected += verdict.accepted ? 1 : 0;
            return verdict;
        }

        uint64_t GetExpected() const override
        {
            return m_expected;
        }

      private:
        uint64_t m_expected{0};
    };

    bool DoHasWork() const override
    {
        return !m_waits && m_current < GetLimit();
    }

    NextPacket DoNext() override
    {
        m_waits = true;
        return {m_current, m_again};
    }

    uint64_t DoAcknowledged(const Frame& frame) override
    {
        if (ToSequence(frame.psn, m_current) != m_current + 1)
        {
            return 0;
        }
        m_current++;
        m_waits = false;
        m_again = false;
        return 1;
    }

    void DoTimedOut() override
    {
        m_waits = false;
        m_again = true;
        FoundLoss(m_current, LossCause::TIMEOUT);
    }

    uint64_t DoGetUnacknowledged() const override
    {
        return m_current;
    }

    uint64_t DoGetInFlight() const override
    {
        return m_waits ? 1 : 0;
    }

    uint64_t m_current{0};
    bool m_waits{false};
    bool m_again{false};
};

/// Host 0 sends to all others.
class FanWorkload : public Workload
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = DescribeComponent(
            TypeId("FanWorkload").SetParent<Workload>().AddConstructor<FanWorkload>(),
            "host 0 sends to all others");
        return tid;
    }

  private:
    std::string CheckConfig(uint32_t) const override
    {
        return {};
    }

    uint64_t CountTasks(uint32_t hosts) const override
    {
        return hosts - 1;
    }

    void DoBuild(TaskGraph& graph, uint32_t hosts, FabricRandom&) const override
    {
        graph.AddCollective("fan");
        for (uint32_t host = 1; host < hosts; host++)
        {
            graph.AddMessage(0, host, 4096);
        }
    }
};

/// Links lose everything.
class BlackoutFault : public Fault
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = DescribeComponent(
            TypeId("BlackoutFault").SetParent<Fault>().AddConstructor<BlackoutFault>(),
            "links lose all frames");
        return tid;
    }

  private:
    void DoImpair(LinkImpairment& direction, bool struck) const override
    {
        struck ? direction.AddLoss(1) : direction.RemoveLoss(1);
    }

    std::string DoGetEventName(bool struck) const override
    {
        return struck ? "blackout" : "light";
    }
};

/// Hosts at one switch.
class StarFabric : public FabricLayout
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid =
            DescribeComponent(TypeId("StarFabric")
                                  .SetParent<FabricLayout>()
                                  .AddConstructor<StarFabric>()
                                  .AddAttribute("Hosts",
                                                "Number of hosts",
                                                UintegerValue(8),
                                                MakeUintegerAccessor(&StarFabric::m_hosts),
                                                MakeUintegerChecker<uint32_t>(2)),
                              "hosts at one switch");
        return tid;
    }

  private:
    std::string DoCheck() const override
    {
        return m_hosts > 64 ? "star: a switch has 64 ports" : "";
    }

    uint64_t DoCountHosts() const override
    {
        return m_hosts;
    }

    uint64_t DoCountLinks() const override
    {
        return m_hosts;
    }

    Ptr<FabricTopology> DoBuild(DataRate rate, uint64_t delay) const override
    {
        auto topology = Create<FabricTopology>();
        topology->AddHosts(m_hosts);
        topology->AddSwitch(1, FabricTopology::NONE);
        for (uint32_t host = 0; host < m_hosts; host++)
        {
            topology->AddLink(host, m_hosts, rate.GetBitRate(), delay);
        }
        return topology;
    }

    uint32_t m_hosts;
};

/// Two packets of buffer.
class TinySwitchPreset : public SwitchPreset
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = DescribeComponent(
            TypeId("TinySwitchPreset").SetParent<SwitchPreset>().AddConstructor<TinySwitchPreset>(),
            "two packets of buffer per port");
        return tid;
    }

  private:
    void DoConfigure(SwitchModel& model) const override
    {
        model.SetAdmission("ns3::aifabric::PerPortAdmission", "BufferPerPort", UintegerValue(9000));
    }
};

/// Counts the frames that leave a queue.
class CountStage : public EgressStage
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = DescribeComponent(
            TypeId("CountStage").SetParent<EgressStage>().AddConstructor<CountStage>(),
            "counts frames");
        return tid;
    }

    static inline uint64_t frames{0}; ///< that have left, of all switches

  private:
    void DoLeave(Frame&, PortView) override
    {
        frames++;
    }
};

} // namespace own_parts

#endif // OWN_PARTS_H

/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAULT_TEST_SCENARIO_H
#define FAULT_TEST_SCENARIO_H

#include "fabric-test-scenario.h"

#include "ns3/data-rate.h"
#include "ns3/fabric-engine.h"
#include "ns3/fault-helper.h"
#include "ns3/uinteger.h"

#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric-tests
 * One host sends to another across leaves and spines while faults happen.
 */
class FaultTestScenario : public FramePool::DropListener
{
  public:
    /// A frame that was lost.
    struct Loss
    {
        uint64_t time;
        DropReason reason;
        FrameKind kind;
    };

    /**
     * @param spines number of spines
     * @param faults what happens, as text
     */
    FaultTestScenario(uint32_t spines, const std::string& faults)
    {
        FabricTestScenario::Reset(1);
        m_scenario = std::make_unique<FabricTestScenario>();
        // Uplinks are faster than hosts, so that nothing ever queues up there.
        m_scenario->Helper().SetLayout("ns3::aifabric::LeafSpineFabric",
                                       "Leaves",
                                       UintegerValue(2),
                                       "Spines",
                                       UintegerValue(spines),
                                       "Hosts",
                                       UintegerValue(1),
                                       "UplinkRate",
                                       DataRateValue(DataRate("800Gbps")));
        m_scenario->Helper().SetLoadBalancer("ns3::aifabric::SprayLoadBalancer");
        m_scenario->Helper().SetLossRecovery("ns3::aifabric::SackLossRecovery",
                                             "TimeoutExponent",
                                             UintegerValue(3));
        m_scenario->Build();
        FaultHelper helper;
        helper.Add(faults);
        injector = helper.Install(m_scenario->Build());
        FramePool::AddListener(this);
    }

    /**
     * Send one message from host 0 to host 1.
     * @param packets its packets
     */
    void Run(uint64_t packets)
    {
        outcome = m_scenario->Run({{0, 1, packets * 4096, 0}});
        FramePool::RemoveListener(this);
    }

    /** @return the fabric. */
    FabricContainer& Fabric()
    {
        return m_scenario->Build();
    }

    /** @return the port of the first leaf that leads to a spine, the first being 0. */
    Ptr<FabricNetDevice> Uplink(uint32_t spine)
    {
        return Fabric().GetDevice(2, 1 + spine);
    }

    /** End the simulation. */
    void Destroy()
    {
        injector = nullptr;
        m_scenario->Destroy();
    }

    void FrameDropped(const Frame& frame, DropReason reason) override
    {
        losses.push_back({FabricEngine::Get().Now(), reason, frame.kind});
    }

    /** @return the number of losses for a reason. */
    uint64_t Count(DropReason reason) const
    {
        uint64_t count = 0;
        for (const Loss& loss : losses)
        {
            count += loss.reason == reason ? 1 : 0;
        }
        return count;
    }

    /** @return the time of the last loss for a reason, ps, 0 if there is none. */
    uint64_t LastLoss(DropReason reason) const
    {
        uint64_t last = 0;
        for (const Loss& loss : losses)
        {
            last = loss.reason == reason ? loss.time : last;
        }
        return last;
    }

    /** @return the number of events of a kind. */
    uint64_t CountEvents(const std::string& kind) const
    {
        uint64_t count = 0;
        for (const FaultEvent& event : injector->ListEvents())
        {
            count += event.kind == kind ? 1 : 0;
        }
        return count;
    }

    Ptr<FaultInjector> injector;
    FabricTestScenario::Outcome outcome;
    std::vector<Loss> losses;

  private:
    std::unique_ptr<FabricTestScenario> m_scenario;
};

} // namespace aifabric
} // namespace ns3

#endif // FAULT_TEST_SCENARIO_H

/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Copy me into ns-3's scratch/, change DoConfigure(), and run
 *
 * ./ns3 run "own-switch-template --switch=my"
 *
 * All options of fabric-run work here, and all other models too: --switch=generic.
 */

#include "ns3/ai-fabric-module.h"
#include "ns3/core-module.h"

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// The name decides how it is chosen: "my" for MySwitchPreset.
class MySwitchPreset : public SwitchPreset
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid =
            DescribeComponent(TypeId("MySwitchPreset")
                                  .SetParent<SwitchPreset>()
                                  .AddConstructor<MySwitchPreset>()
                                  .AddAttribute("Buffer",
                                                "Buffer that ports share, bytes",
                                                UintegerValue(16000000),
                                                MakeUintegerAccessor(&MySwitchPreset::m_buffer),
                                                MakeUintegerChecker<uint64_t>(1)),
                              "a shared buffer that marks early");
        return tid;
    }

  private:
    // Buffers of your own derive from BufferAdmission, what is done to frames that leave a queue
    // from EgressStage (model.AddStage()).
    void DoConfigure(SwitchModel& model) const override
    {
        model.SetAdmission("ns3::aifabric::DynamicThresholdAdmission",
                           "Buffer",
                           UintegerValue(m_buffer),
                           "Alpha",
                           DoubleValue(1));
        model.SetMarkerAttribute("Kmin", UintegerValue(20000));
        model.SetMarkerAttribute("Kmax", UintegerValue(80000));
        model.SetSwitchAttribute("ForwardingLatency", TimeValue(NanoSeconds(600)));
    }

    uint64_t m_buffer;
};

NS_OBJECT_ENSURE_REGISTERED(MySwitchPreset);

} // namespace

int
main(int argc, char** argv)
{
    ExperimentOptions options;
    options.switchModel = "my";
    return RunOwnProgram("own-switch-template", "Tries my switch model.", argc, argv, options);
}

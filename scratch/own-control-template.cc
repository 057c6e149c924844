/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Copy me into ns-3's scratch/, change DoAcknowledged(), and run
 *
 * ./ns3 run "own-control-template --cc=my"
 *
 * All options of fabric-run work here, and all other controls too: --cc=dcqcn.
 */

#include "ns3/ai-fabric-module.h"
#include "ns3/core-module.h"

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// The name decides how it is chosen: "my" for MyCongestionControl.
class MyCongestionControl : public CongestionControl
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = DescribeComponent(
            TypeId("MyCongestionControl")
                .SetParent<CongestionControl>()
                .AddConstructor<MyCongestionControl>()
                .AddAttribute("Cut",
                              "Part of the rate that is left after a mark (no unit)",
                              DoubleValue(0.8),
                              MakeDoubleAccessor(&MyCongestionControl::m_cut),
                              MakeDoubleChecker<double>(0.01, 1)),
            "down at a mark, up at each other answer");
        return tid;
    }

  private:
    // Once per queue pair, before its first packet: GetPlace() knows the line rate and the idle
    // round trip.
    void DoStart() override
    {
        SetRate(GetPlace().lineRate);
    }

    // An ACK or NAK came; bytes are newly acknowledged. A window is set with SetWindow().
    void DoAcknowledged(const Frame& ack, uint64_t bytes) override
    {
        const double line = GetPlace().lineRate;
        const double up = GetRate() + 0.01 * line * (bytes > 0 ? 1 : 0);
        SetRate(
            std::min(line, std::max(0.01 * line, ack.Has(FRAME_BECN) ? m_cut * GetRate() : up)));
    }

    NetworkNeeds DoGetNeeds() const override
    {
        return NEED_ECN;
    }

    double m_cut;
};

NS_OBJECT_ENSURE_REGISTERED(MyCongestionControl);

} // namespace

int
main(int argc, char** argv)
{
    ExperimentOptions options;
    options.cc = "my";
    return RunOwnProgram("own-control-template",
                         "Tries my congestion control.",
                         argc,
                         argv,
                         options);
}

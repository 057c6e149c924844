/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Copy me into ns-3's scratch/, change DoImpair(), and run
 *
 * ./ns3 run "own-fault-template --fault=my:time=5us,tier=all,count=1"
 *
 * All options of fabric-run work here, and all other faults too: --fault=grey:loss=0.01.
 */

#include "ns3/ai-fabric-module.h"
#include "ns3/core-module.h"

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// The name decides how it is chosen: "my" for MyFault.
class MyFault : public Fault
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = DescribeComponent(
            TypeId("MyFault").SetParent<Fault>().AddConstructor<MyFault>().AddAttribute(
                "Loss",
                "Probability with which a frame is lost (no unit)",
                DoubleValue(0.001),
                MakeDoubleAccessor(&MyFault::m_loss),
                MakeDoubleChecker<double>(0, 1)),
            "links lose frames at random");
        return tid;
    }

  private:
    // Once for each direction of a link that is struck, and once more when that is over. Which
    // links, when and for how long are attributes of every fault (./aifabric list fault).
    void DoImpair(LinkImpairment& direction, bool struck) const override
    {
        struck ? direction.AddLoss(m_loss) : direction.RemoveLoss(m_loss);
    }

    // What the table of events in the database says.
    std::string DoGetEventName(bool struck) const override
    {
        return struck ? "dirt" : "cleaned";
    }

    double m_loss;
};

NS_OBJECT_ENSURE_REGISTERED(MyFault);

} // namespace

int
main(int argc, char** argv)
{
    ExperimentOptions options;
    options.fault = "my";
    return RunOwnProgram("own-fault-template", "Tries my fault.", argc, argv, options);
}

/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Buffers: which frames find room, to the byte.
 */

#include "port-bench.h"
#include "port-test-cases.h"

#include "ns3/config-error.h"
#include "ns3/test.h"

#include <algorithm>
#include <map>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

using Sent = PortBench::Sent;

/**
 * @ingroup ai-fabric-tests
 * Frames that find room, one more and one less byte of buffer apart.
 */
class AdmissionTestCase : public TestCase
{
  public:
    AdmissionTestCase()
        : TestCase("Buffer admission to the byte")
    {
    }

  private:
    /// Frames of 1000 bytes to a host that accepts none, and how many of them find room.
    struct Batch
    {
        uint32_t to;       ///< host
        uint8_t priority;  ///< class
        uint32_t admitted; ///< of 120
    };

    void Expect(const std::string& what, PortBench& bench, const std::vector<Batch>& batches)
    {
        bench.BuildOneSwitch(4);
        const auto admission = bench.Fabric().GetSwitch(0)->GetAdmission();
        std::map<uint32_t, const std::deque<Sent>*> logs;
        uint64_t total = 0;
        for (const uint32_t host : {1, 2, 3})
        {
            logs[host] = &bench.Watch(bench.SwitchPort(host));
        }
        // A second time, to see that what is admitted is given back.
        for (const uint64_t begin : {0, 200000000})
        {
            total = 0;
            bench.HoldBack(begin, 1);
            bench.HoldBack(begin, 2);
            bench.HoldBack(begin, 3);
            uint64_t time = begin;
            for (const Batch& batch : batches)
            {
                bench.Send(time, {0, batch.to, 1000, batch.priority}, 120);
                total += 1000 * batch.admitted;
                time += 5000000;
            }
            PortBench::At(time, [this, admission, total, what]() {
                NS_TEST_EXPECT_MSG_EQ(admission->GetUsed(), total, what << ": bytes charged");
            });
        }
        // A single frame at last: the largest number stays.
        bench.Send(400000000, {0, 1, 1000, 7});
        bench.Run();
        uint32_t refused = 0;
        for (const Batch& batch : batches)
        {
            const auto count = std::count_if(
                logs[batch.to]->begin(),
                logs[batch.to]->end(),
                [&batch](const Sent& sent) { return sent.what.priority == batch.priority; });
            NS_TEST_EXPECT_MSG_EQ(count,
                                  2 * batch.admitted,
                                  what << ": to host " << batch.to << ", class "
                                       << +batch.priority);
            refused += 2 * (120 - batch.admitted);
        }
        NS_TEST_EXPECT_MSG_EQ(PortBench::Dropped(DropReason::BUFFER_FULL), refused, what);
        NS_TEST_EXPECT_MSG_EQ(admission->GetRefused(), refused, what << ": refused");
        NS_TEST_EXPECT_MSG_EQ(admission->GetMaxUsed(), total, what << ": at most");
        NS_TEST_EXPECT_MSG_EQ(bench.IsBalanced(), true, what << ": balance");
        bench.Destroy();
    }

    void Shared(double alpha, uint64_t buffer, uint64_t reserve, const std::vector<Batch>& batches)
    {
        PortBench bench;
        bench.Helper().SetAdmission("ns3::aifabric::DynamicThresholdAdmission",
                                    "Buffer",
                                    UintegerValue(buffer),
                                    "Alpha",
                                    DoubleValue(alpha),
                                    "QueueReserve",
                                    UintegerValue(reserve));
        Expect("alpha " + std::to_string(alpha) + ", " + std::to_string(buffer) + " bytes",
               bench,
               batches);
    }

    void Private(uint64_t limit,
                 uint8_t lossless,
                 const std::vector<Batch>& batches,
                 uint64_t reserve = 0)
    {
        PortBench bench;
        bench.Helper().SetPfcAttribute("LosslessClasses", UintegerValue(lossless));
        bench.Helper().SetPfcAttribute("Xoff", UintegerValue(500000));
        bench.Helper().SetPfcAttribute("Xon", UintegerValue(500000));
        bench.Helper().SetAdmission("ns3::aifabric::PerPortAdmission",
                                    "BufferPerPort",
                                    UintegerValue(limit),
                                    "QueueReserve",
                                    UintegerValue(reserve));
        Expect(std::to_string(limit) + " bytes per port", bench, batches);
    }

    void DoRun() override
    {
        // A queue takes a frame while it is below alpha times what is free.
        Shared(1, 100000, 0, {{1, 3, 50}});
        Shared(1, 100001, 0, {{1, 3, 51}});
        Shared(0.5, 150000, 0, {{1, 3, 50}});
        Shared(0.5, 150001, 0, {{1, 3, 51}});
        Shared(8, 90000, 0, {{1, 3, 80}});
        Shared(8, 90001, 0, {{1, 3, 81}});
        // The next queue sees what the first has left, be it of another port or class.
        Shared(1, 100000, 0, {{1, 3, 50}, {2, 3, 25}});
        Shared(1, 100001, 0, {{1, 3, 51}, {1, 4, 25}});
        Shared(1, 100000, 0, {{1, 3, 50}, {1, 4, 25}, {3, 5, 13}});
        // No more than there is, whatever alpha.
        Shared(1000, 10000, 0, {{1, 3, 10}, {2, 3, 0}});
        Shared(1000, 9999, 0, {{1, 3, 9}});
        // A reserve of each queue, up to its last byte.
        Shared(0.001, 100000, 5000, {{1, 3, 5}, {1, 4, 5}, {2, 3, 5}});
        Shared(0.001, 100000, 4999, {{1, 3, 4}, {1, 4, 4}, {2, 3, 4}});
        // A private buffer is shared by the classes of its port.
        Private(10000, 0, {{1, 3, 10}, {2, 4, 10}});
        Private(9999, 0, {{1, 3, 9}, {2, 3, 9}, {2, 4, 0}});
        // Reserves come on top, up to their last bytes, for those that have used less.
        Private(10000, 0, {{1, 3, 10}, {1, 5, 3}, {1, 6, 3}, {2, 4, 10}}, 3000);
        Private(10000, 0, {{1, 3, 10}, {1, 5, 2}, {2, 4, 10}}, 2999);
        Private(10000, 0, {{1, 6, 10}, {1, 3, 3}}, 3000);
        // Lossless classes are not asked, but there are no more than 10000 bytes for each of the 5
        // ports, and who is asked sees them.
        Private(10000, 0x08, {{1, 3, 50}, {2, 4, 0}});
        Private(9999, 0x08, {{1, 3, 49}});
        Private(100000, 0x08, {{1, 3, 120}, {1, 4, 0}, {2, 4, 100}});
        Refuse("ns3::aifabric::PerPortAdmission", "BufferPerPort");
        Refuse("ns3::aifabric::DynamicThresholdAdmission", "Buffer");
    }

    /// A buffer that holds no frame is refused, one that holds a single one is not.
    void Refuse(const std::string& type, const std::string& attribute)
    {
        for (const uint64_t bytes : {4173, 4174})
        {
            PortBench bench;
            bench.Helper().SetAdmission(type, attribute, UintegerValue(bytes));
            bool refused = false;
            try
            {
                bench.BuildOneSwitch(2);
            }
            catch (const ConfigError&)
            {
                refused = true;
            }
            NS_TEST_EXPECT_MSG_EQ(refused, (bytes < 4174), type << " of " << bytes << " bytes");
            bench.Destroy();
        }
    }
};

} // namespace

TestCase*
ns3::aifabric::port_test::MakeAdmissionTestCase()
{
    return new AdmissionTestCase;
}

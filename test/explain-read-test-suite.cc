/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Operations that are no WRITEs, under every recovery: READs complete although frames are lost, and
 * where their time went adds up.
 */

#include "run-with.h"

#include "ns3/component-families.h"
#include "ns3/config-error.h"
#include "ns3/config.h"
#include "ns3/fabric-compat.h"
#include "ns3/run-explainer.h"
#include "ns3/run-reproducer.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <map>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// Recoveries that carry messages of any operation.
const std::vector<std::string>
    RECOVERIES{"go-back-n", "irn", "sack", "trimming", "uet", "mrc", "oracle"};

/**
 * @ingroup ai-fabric-tests
 * READs with losses.
 */
class LossyReadTestCase : public TestCase
{
  public:
    LossyReadTestCase()
        : TestCase("READs end with every recovery at a loss of 0.2 %, or are refused")
    {
    }

  private:
    static RunRecord Run(const std::string& recovery, const std::string& operation)
    {
        return RunWith({{"fabric", "leaf-spine:leaves=2,spines=2,hosts=4"},
                        {"lb", "ecmp"},
                        {"recovery", recovery},
                        {"workload", "permutation:bytes=4MB,operation=" + operation},
                        {"fault", "grey:loss=0.002,select=all,tier=all"},
                        {"stop", "500ms"}});
    }

    void DoRun() override
    {
        for (const std::string& recovery : RECOVERIES)
        {
            const RunRecord read = Run(recovery, "read");
            NS_TEST_EXPECT_MSG_EQ(read.status, "ok", recovery << ": " << read.error);
            NS_TEST_EXPECT_MSG_GT(read.drops.value_or(0), 10, recovery << ": frames are lost");
            NS_TEST_EXPECT_MSG_GT(read.retransmittedPackets.value_or(0), 5, recovery << ": again");
            // Payload takes the same time the other way; a lost request takes a timeout.
            const RunRecord write = Run(recovery, "write");
            NS_TEST_EXPECT_MSG_LT(read.cctNs.value_or(0),
                                  4 * write.cctNs.value_or(0) + 3e6,
                                  recovery << ": beside a WRITE");
        }
        for (const std::string recovery : {"rateless", "code"})
        {
            std::string refusal;
            try
            {
                Run(recovery, "read");
            }
            catch (const ConfigError& error)
            {
                refusal = error.what();
                Simulator::Destroy();
            }
            NS_TEST_EXPECT_MSG_NE(refusal.find("take another recovery"),
                                  std::string::npos,
                                  recovery << ": '" << refusal << "'");
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Where the time of READs and SENDs went.
 */
class ExplainedReadTestCase : public TestCase
{
  public:
    ExplainedReadTestCase()
        : TestCase("The parts of the time of READs and SENDs add up, and have names")
    {
    }

  private:
    using Parts = std::map<std::string, uint64_t>;

    /// Explain a run, of which two more must have the same digest.
    Parts Explain(const OptionTexts& texts, const std::string& what)
    {
        StoredRun run;
        for (const auto& [name, value] : texts)
        {
            run.options.Set(name, value);
        }
        run.options.db = "none";
        run.digest = RunReproducer::MakeDigest(run);
        const RunExplainer explainer(run);
        Parts parts;
        uint64_t sum = 0;
        for (const PathPartRecord& record : explainer.MakeRecords())
        {
            parts[record.part] += record.timePs;
            sum += record.timePs;
        }
        const CriticalPath& path = explainer.GetPath();
        NS_TEST_EXPECT_MSG_EQ(sum, path.to - path.from, what << ": the parts are all of the time");
        NS_TEST_EXPECT_MSG_EQ(parts["other"], 0, what << ": every part has its name");
        return parts;
    }

    /// Options of a run of one message.
    static OptionTexts One(const std::string& workload)
    {
        return {{"fabric", "leaf-spine:leaves=2,spines=2,hosts=4"},
                {"spread", "0s"},
                {"jitter", "0s"},
                {"lb", "ofan"},
                {"workload", workload}};
    }

    void ExpectIdle()
    {
        // 25 packets of 4,096 bytes, 62 of headers, at 400 Gb/s 20 ps a byte. A request of 78 bytes
        // goes there over four links; the first and the last packet of the answer have 4 more.
        Parts idle = Explain(One("pair:bytes=102400,src=0,dst=4,operation=read"), "idle");
        const uint64_t packet = 4096 + 62;
        const uint64_t before = (24 * (packet + 20) + 4) * 20;
        const uint64_t last = 4 * (packet + 4) * 20;
        NS_TEST_EXPECT_MSG_EQ(idle["serialisation"], 4 * 78 * 20 + before + last, "on the wire");
        NS_TEST_EXPECT_MSG_EQ(idle["propagation"], 8 * 500000, "four links, there and back");
        NS_TEST_EXPECT_MSG_EQ(idle["queueing"], 0, "nobody is in the way");
        NS_TEST_EXPECT_MSG_EQ(idle["timeout"] + idle["loss-detection"], 0, "nothing is lost");
    }

    void DoRun() override
    {
        ExpectIdle();
        for (const std::string& recovery : RECOVERIES)
        {
            for (const std::string operation : {"read", "send", "send-imm", "write-imm"})
            {
                for (const std::string fault : {"", "grey:loss=0.002,select=all,tier=all"})
                {
                    OptionTexts texts{{"fabric", "leaf-spine:leaves=2,spines=2,hosts=2"},
                                      {"lb", "ecmp"},
                                      {"recovery", recovery},
                                      {"workload", "permutation:bytes=1MB,operation=" + operation}};
                    if (!fault.empty())
                    {
                        texts.emplace_back("fault", fault);
                    }
                    const Parts parts = Explain(texts, recovery + ", " + operation + ", " + fault);
                    NS_TEST_EXPECT_MSG_GT(parts.at("serialisation"), 20000000, "bits take time");
                }
            }
        }
        // More READs than may be open: the last one waits until the first one is there.
        Config::SetDefault("ns3::aifabric::RoceNic::OpenRequests", UintegerValue(1));
        Parts open = Explain(One("pair:bytes=1MiB,src=0,dst=4,operation=read+"
                                 "pair:bytes=1KiB,src=0,dst=4,operation=read"),
                             "one at a time");
        Config::SetDefault("ns3::aifabric::RoceNic::OpenRequests", UintegerValue(16));
        NS_TEST_EXPECT_MSG_GT(open["window"], 21000000, "1 MiB at 400 Gb/s");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class ExplainReadTestSuite : public TestSuite
{
  public:
    ExplainReadTestSuite()
        : TestSuite("ai-fabric-explain-read", TestSuite::Type::SYSTEM)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new LossyReadTestCase, Duration::QUICK);
        AddTestCase(new ExplainedReadTestCase, Duration::QUICK);
    }
};

const ExplainReadTestSuite g_explainReadTestSuite; ///< the instance that registers the suite

} // namespace

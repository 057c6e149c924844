/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Malformed files: each is taken, or refused in one line that names it, and nothing crashes.
 * AIFABRIC_FUZZ=1000000 tries as many of each format.
 */

#include "file-mutator.h"
#include "file-test-helper.h"

#include "ns3/config-error.h"
#include "ns3/fabric-compat.h"
#include "ns3/imported-fabric.h"

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::workload_test;

namespace
{

/// A format that is tried.
struct Format
{
    std::string type;               ///< class that reads it
    bool isFabric;                  ///< or a workload
    std::string sample;             ///< a sound file
    std::vector<std::string> words; ///< what the format knows
};

/// The formats.
const std::vector<Format>&
ListFormats()
{
    static const std::vector<Format> formats{
        {"PairsWorkload", false, "# pairs\n0 1\n3 5 64KiB\n7 2 1MB # more\n", {"KiB", "5e1"}},
        {"TraceWorkload",
         false,
         "id,start_ps,source,destination,bytes,duration_ps,waits_for,job,class,stream,turn,"
         "activity,name,kind,iteration\n"
         "0,40,0,1,1000,,,0,,,,0,\"a, b\",collective,0\n"
         "1,,1,,,500,0,0,,3,takes,1,c,computation,2\n"
         "2,,1,,,0,1 0/1,0,,3,frees,1,c,computation,2\n"
         "3,0,1,2,70,,2,0,,,,0,\"a, b\",collective,0\n",
         {"whole", "takes", "id", "source", "computation", "1/0", "2 3"}},
        {"ConnectionMatrixWorkload",
         false,
         "Nodes 16\nConnections 5\nTriggers 3\n"
         "0->1 id 1 start 0 size 10 send_done_trigger 1\n"
         "0->4 id 2 trigger 1 size 11 recv_done_trigger 2\n"
         "0->4 id 3 trigger 1 size 12 recv_done_trigger 2\n"
         "4->0 id 4 trigger 2 size 13 send_done_trigger 3\n"
         "4->0 id 4 msg 2 trigger 3 size 13\n"
         "trigger id 1 oneshot\ntrigger id 2 barrier count 2\ntrigger id 3 multishot\n",
         {"->", "trigger", "multishot", "barrier", "msg", "prio", "failure", "count", "start"}},
        {"FlowFileWorkload",
         false,
         "3\n0 1 3 100 200000 2.0\n1 2 3 100 1 2.000000001\n4 0 3 100 77 3e0\nand text\n",
         {"e9", ".", "s"}},
        {"GoalWorkload",
         false,
         "num_ranks 3\nrank 0 {\na: calc 5\nb: send 3b to 1 tag 4 cpu 1 nic 0\nc: calc 7 cpu 2\n"
         "c irequires a\nb requires c\nd: recv 9b from -1 tag -1\n}\n"
         "rank 1 {\nr: recv 3b from 0 tag 4\ns: calc 0 // none\ns irequires r\n}\n"
         "/* the last */ rank 2 {\nsend 9b to 0 tag 5\n}\n",
         {"{",
          "}",
          "rank",
          "num_ranks",
          "requires",
          "irequires",
          "send",
          "recv",
          "calc",
          "from",
          "to",
          "tag",
          "cpu",
          "nic",
          "/*",
          "*/",
          "//",
          "a",
          "b"}},
        {"HpccTopologyFabric",
         true,
         "9 2 2 3 10 H100\n4 5 6 7 8\n0 4 2880Gbps 0.000025ms 0\n0 6 200Gbps 0.0005ms 0\n"
         "1 4 2880Gbps 0.000025ms 0\n1 7 200Gbps 0.0005ms 0\n2 5 2880Gbps 0.000025ms 0\n"
         "2 6 200Gbps 0.0005ms 0\n3 5 2880Gbps 0.000025ms 0\n3 7 200Gbps 0.0005ms 0\n"
         "6 8 400Gbps 0.0005ms 0\n7 8 400Gbps 0.0005ms 0\n",
         {"Gbps", "ms", "d", "max"}},
        {"HtsimTopologyFabric",
         true,
         "Nodes 8\nTiers 3\nPodsize 4\nTier 0\nDownlink_speed_Gbps 200\nRadix_Down 2\nRadix_Up 2\n"
         "Downlink_Latency_ns 1000\nTier 1\nDownlink_speed_Gbps 200\nRadix_Down 2\nRadix_Up 4\n"
         "Downlink_Latency_ns 700\nBundle 1\nTier 2\nDownlink_speed_Gbps 100\nRadix_Down 4\n"
         "Downlink_Latency_ns 500\nBundle 2\nSwitch_Latency_ns 5\n",
         {"Tier", "Oversubscribed", "Queue_Up", "Nodes", "Bundle"}},
        {"AstraTopologyFabric",
         true,
         "topology: [ FullyConnected, Ring ] # two\nnpus_count: [ 2, 3 ]\nbandwidth:\n- 50.0\n"
         "- 25.0\nlatency: [ 500.0, 10 ]\n",
         {"[", "]", "-", "Switch", "Ring", "Torus", "bandwidth", "---"}},
    };
    return formats;
}

/**
 * @ingroup ai-fabric-tests
 * Malformed files of one format.
 */
class FileFuzzTestCase : public TestCase
{
  public:
    /**
     * @param format the format
     * @param count how many files
     */
    FileFuzzTestCase(const Format& format, uint64_t count)
        : TestCase(std::to_string(count) + " malformed files of " + format.type +
                   " are taken or refused"),
          m_format(format),
          m_count(FileMutator::GetCount(count))
    {
    }

  private:
    /// Read a file; what is wrong with it.
    std::string Read(const std::string& path) const
    {
        ObjectFactory factory;
        factory.SetTypeId("ns3::aifabric::" + m_format.type);
        factory.Set("Path", StringValue(path));
        if (m_format.isFabric)
        {
            const auto fabric = factory.Create<ImportedFabric>();
            const std::string problem = fabric->Check();
            if (problem.empty())
            {
                fabric->Build(DataRate("100Gbps"), NanoSeconds(500));
            }
            return problem;
        }
        const auto workload = factory.Create<FileWorkload>();
        const std::string problem = workload->Check(HOSTS);
        if (problem.empty())
        {
            Build(workload, HOSTS);
        }
        return problem;
    }

    void DoRun() override
    {
        const std::string path = CreateTempDirFilename("malformed");
        std::ofstream(path, std::ios::binary) << m_format.sample;
        NS_TEST_ASSERT_MSG_EQ(Read(path), "", "the sample");
        FileMutator mutator(m_format.sample, m_format.words);
        uint64_t refused = 0;
        for (uint64_t i = 0; i < m_count; i++)
        {
            const std::string text = mutator.Next();
            std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
            std::string problem;
            try
            {
                problem = Read(path);
            }
            catch (const std::exception& error)
            {
                problem = std::string("thrown: ") + error.what();
            }
            const bool isSound =
                problem.empty() || (problem.find(path) != std::string::npos &&
                                    problem.find('\n') == std::string::npos &&
                                    problem.rfind("thrown", 0) != 0 && problem.size() < 1000);
            NS_TEST_ASSERT_MSG_EQ(isSound, true, i << ": " << problem << "\n" << text);
            refused += problem.empty() ? 0 : 1;
        }
        // Neither is everything taken, nor refused for something that is always there.
        NS_TEST_EXPECT_MSG_GT(refused, m_count / 4, "most are refused");
        NS_TEST_EXPECT_MSG_LT(refused, m_count, "some are taken");
    }

    static constexpr uint32_t HOSTS = 64;

    Format m_format;  ///< what is tried
    uint64_t m_count; ///< how many files
};

/**
 * @ingroup ai-fabric-tests
 * The suite of malformed files.
 */
class FileFuzzTestSuite : public TestSuite
{
  public:
    FileFuzzTestSuite()
        : TestSuite("ai-fabric-file-fuzz", TestSuite::Type::UNIT)
    {
        for (const Format& format : ListFormats())
        {
            AddTestCase(new FileFuzzTestCase(format, 400), TestDurationOf<TestCase>::QUICK);
            AddTestCase(new FileFuzzTestCase(format, 150000), TestDurationOf<TestCase>::EXTENSIVE);
        }
    }
};

const FileFuzzTestSuite g_fileFuzzTestSuite; ///< the suite

} // namespace

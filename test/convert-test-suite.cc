/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Tasks and fabrics of other tools in the module's own formats: what a file is taken for, what is
 * written, and that it runs to the same results.
 */

#include "chakra-encoder.h"
#include "file-test-helper.h"

#include "ns3/chakra-file.h"
#include "ns3/chakra-paths.h"
#include "ns3/config-error.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-simulator-impl.h"
#include "ns3/file-converter.h"
#include "ns3/file-lines.h"

#include <sstream>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::workload_test;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * Conversions.
 */
class ConvertTestCase : public FormatTestCase
{
  public:
    ConvertTestCase()
        : FormatTestCase("Tasks and fabrics are converted and run to the same results",
                         "TraceWorkload")
    {
    }

  private:
    /// Convert; what is said, with OUT for the output; or why not.
    std::string Convert(const std::string& input, std::optional<uint32_t> hosts = {})
    {
        m_output = CreateTempDirFilename("converted");
        std::remove(m_output.c_str());
        std::string text;
        try
        {
            text = FileConverter(input).Convert(m_output, hosts);
        }
        catch (const ConfigError& error)
        {
            text = error.what();
        }
        for (size_t at = text.find(m_output); at != std::string::npos; at = text.find(m_output))
        {
            text.replace(at, m_output.size(), "OUT");
        }
        return text;
    }

    /// Convert the tasks of a workload; the result runs to the same digest.
    void Compare(const std::string& workload, const std::string& said, const std::string& readBy)
    {
        NS_TEST_EXPECT_MSG_EQ(Convert(workload, 16), said, workload);
        std::string again = readBy;
        for (size_t at = again.find("OUT"); at != std::string::npos; at = again.find("OUT"))
        {
            again.replace(at, 3, m_output);
        }
        const std::string digest = GetDigest(workload);
        NS_TEST_EXPECT_MSG_EQ(digest.size(), 16, digest);
        NS_TEST_EXPECT_MSG_EQ(GetDigest(again), digest, again);
    }

    void CheckKinds();
    void CheckRefusals();

    void DoRun() override
    {
        Compare("all-reduce:bytes=50KB",
                "480 messages and computations of 16 hosts written to OUT; read it with "
                "--workload=trace:path=OUT",
                "trace:path=OUT");
        Compare("permutation:bytes=9KB,start=3us,class=2+permutation:bytes=8KB,queue-pairs=2",
                "32 messages and computations of 16 hosts written to OUT; read it with "
                "--workload=trace:path=OUT,job=0,class=2,start=3us+"
                "trace:path=OUT,job=1,queue-pairs=2",
                "trace:path=OUT,job=0,class=2,start=3us+trace:path=OUT,job=1,queue-pairs=2");
        // What is read, and what goes another way, stands behind the file.
        Compare("incast:fan-in=3,bytes=9KB,operation=read,start=3us",
                "3 messages and computations of 16 hosts written to OUT; read it with "
                "--workload=trace:path=OUT,operation=Read,start=3us",
                "trace:path=OUT,operation=Read,start=3us");
        Compare("all-reduce:bytes=9KB,count=5,placement=random",
                "40 messages and computations of 16 hosts written to OUT; read it with "
                "--workload=trace:path=OUT,placement=random",
                "trace:path=OUT,placement=random");
        Compare("pair:bytes=9KB,transport=tcp",
                "1 messages and computations of 16 hosts written to OUT; read it with "
                "--workload=trace:path=OUT,transport=Tcp",
                "trace:path=OUT,transport=Tcp");
        CheckKinds();
        CheckRefusals();
    }

    std::string m_output; ///< written last
};

void
ConvertTestCase::CheckKinds()
{
    const auto check = [this](const std::string& text, const std::string& said) {
        NS_TEST_EXPECT_MSG_EQ(Convert(Write(text)), said, text);
    };
    const std::string tasks = " messages and computations of ";
    const std::string read = " hosts written to OUT; read it with --workload=trace:path=OUT";
    check("num_ranks 3\nrank 0 {\nsend 5b to 1\n}\nrank 1 {\nrecv 5b from 0\n}\nrank 2 {\n}\n",
          "taken for goal; 2" + tasks + "3" + read);
    check("# of htsim\nNodes 4\nConnections 1\n0->1 start 0 size 5\n",
          "taken for connection-matrix; 1" + tasks + "4" + read);
    check("1\n3 1 3 100 5 2.0\n", "taken for flow-file; 1" + tasks + "4" + read);
    check("source,destination,bytes\n0,1,5\n", "taken for trace; 1" + tasks + "2" + read);
    check("3 1 2\n2\n0 2 1Gbps 1us 0\n1 2 1Gbps 1us 0\n",
          "taken for hpcc-topology; 2 hosts and 2 links written to OUT; read it with "
          "--fabric=file:path=OUT");
    std::ostringstream written;
    written << std::ifstream(m_output).rdbuf();
    NS_TEST_EXPECT_MSG_EQ(written.str(),
                          "# hpcc-topology:path=" + m_path +
                              "\nhost h0\nhost h1\nswitch s2 tier=tiera\n"
                              "link h0 s2 rate=1Gbps delay=1us\nlink h1 s2 rate=1Gbps delay=1us\n",
                          "the fabric");
    check("Nodes 4\nTiers 2\nPodsize 4\nTier 0\nDownlink_speed_Gbps 1\nRadix_Down 2\n"
          "Radix_Up 2\nDownlink_Latency_ns 5\nTier 1\nDownlink_speed_Gbps 1\nRadix_Down 2\n"
          "Downlink_Latency_ns 5\n",
          "taken for htsim-topology; 4 hosts and 8 links written to OUT; read it with "
          "--fabric=file:path=OUT");
    check("topology: [ Switch ]\nnpus_count: [ 3 ]\nbandwidth: [ 1 ]\nlatency: [ 1 ]\n",
          "taken for astra-topology; 3 hosts and 3 links written to OUT; read it with "
          "--fabric=file:path=OUT");
    // Of the files of a trace, any one names all.
    const std::string prefix = CreateTempDirFilename("trace");
    for (const char* rank : {".0.et", ".1.et"})
    {
        std::ofstream(prefix + rank, std::ios::binary)
            << chakra_test::Encode({chakra_test::Compute(1, 5)});
    }
    NS_TEST_EXPECT_MSG_EQ(FindChakraPrefix(prefix + ".1.et"), prefix, "the prefix");
    NS_TEST_EXPECT_MSG_EQ(Convert(prefix + ".1.et"),
                          GetChakraProblem().empty() ? "taken for chakra; 2" + tasks + "2" + read
                                                     : GetChakraProblem(),
                          "by name");
    for (const char* other : {"x/y.et", "x/.3.et", "x/y.03.et", "x/y.z.et", "x/y.3.eta", ".et", ""})
    {
        NS_TEST_EXPECT_MSG_EQ(FindChakraPrefix(other), "", other);
    }
    NS_TEST_EXPECT_MSG_EQ(Convert("flow-file:path=" + Write("1\n3 1 3 100 5 2.0\n"), 8),
                          "1" + tasks + "8" + read,
                          "on more hosts");
}

void
ConvertTestCase::CheckRefusals()
{
    const std::string strange = Write("what is this\n");
    NS_TEST_EXPECT_MSG_EQ(Convert(strange),
                          "the file '" + strange +
                              "' is of no known format; say which it is: "
                              "goal:path=" +
                              strange,
                          "unknown");
    NS_TEST_EXPECT_MSG_EQ(Convert("/no/such/file"), "there is no file '/no/such/file'", "none");
    NS_TEST_EXPECT_MSG_EQ(Convert("all-reduce:bytes=5KB"),
                          "--hosts=N is missing: 'all-reduce' is for any number of hosts",
                          "how many");
    NS_TEST_EXPECT_MSG_EQ(Convert("permutation:jobs=3", 4),
                          "Jobs must be 1, not 3: rows are those of one job, and copies of it draw "
                          "others",
                          "copies");
    NS_TEST_EXPECT_MSG_EQ(Convert("fat-tree:k=4"),
                          "'fat-tree:k=4' is no file of another tool",
                          "a fabric of our own");
    const std::string bad = Write("num_ranks 1\nrank 0 {\n");
    NS_TEST_EXPECT_MSG_EQ(Convert(bad),
                          bad + ", line 2: rank 0 is not closed: the file ends before its '}'",
                          "what is not sound");
    NS_TEST_EXPECT_MSG_EQ(std::ifstream(m_output).good(), false, "nothing is written");
    const std::string good = Write("source,duration_ps\n0,5\n1,6\n");
    std::string problem;
    try
    {
        FileConverter(good).Convert(good, {});
    }
    catch (const ConfigError& error)
    {
        problem = error.what();
    }
    NS_TEST_EXPECT_MSG_EQ(problem, "'" + good + "' is the file that is read", "onto itself");
    const std::string output = CreateTempDirFilename("interrupted");
    bool isInterrupted = false;
    FabricSimulatorImpl::Interrupt();
    try
    {
        FileConverter("all-reduce:bytes=5KB").Convert(output, 4);
    }
    catch (const ReadingInterrupted&)
    {
        isInterrupted = true;
    }
    FabricSimulatorImpl::ForgetInterruption();
    NS_TEST_EXPECT_MSG_EQ(isInterrupted, true, "^C ends it");
    NS_TEST_EXPECT_MSG_EQ(std::ifstream(output).good(), false, "nothing is written");
    NS_TEST_EXPECT_MSG_EQ(std::ifstream(output + ".part").good(), false, "and nothing is left");
}

/**
 * @ingroup ai-fabric-tests
 * The suite of conversions.
 */
class ConvertTestSuite : public TestSuite
{
  public:
    ConvertTestSuite()
        : TestSuite("ai-fabric-convert", TestSuite::Type::UNIT)
    {
        AddTestCase(new ConvertTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const ConvertTestSuite g_convertTestSuite; ///< the suite

} // namespace

/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CHAKRA_TEST_CASE_H
#define CHAKRA_TEST_CASE_H

#include "chakra-encoder.h"
#include "trace-test-helper.h"

#include "ns3/chakra-file.h"
#include "ns3/test.h"

#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{
namespace chakra_test
{

using trace_test::CarryOut;
using trace_test::MakeTrace;
using trace_test::Trace;
using trace_test::WriteFile;

/**
 * @ingroup ai-fabric-tests
 * Writes traces.
 */
class ChakraTestCase : public TestCase
{
  protected:
    explicit ChakraTestCase(const std::string& name)
        : TestCase(name)
    {
    }

    using Values = std::vector<std::pair<std::string, std::string>>;

    /// Write the files of a trace; its prefix.
    std::string Write(const std::vector<std::string>& files)
    {
        const std::string prefix = CreateTempDirFilename("trace-" + std::to_string(m_count++));
        for (size_t rank = 0; rank < files.size(); rank++)
        {
            WriteFile(prefix + "." + std::to_string(rank) + ".et", files[rank]);
        }
        return prefix;
    }

    /// All ranks do the same.
    std::string Write(uint32_t ranks, const std::vector<TraceNode>& nodes)
    {
        return Write(std::vector<std::string>(ranks, Encode(nodes)));
    }

    Trace Run(const std::string& prefix, uint32_t hosts, const Values& values = {})
    {
        const Ptr<Workload> workload = MakeTrace("ChakraWorkload", prefix, values);
        NS_TEST_EXPECT_MSG_EQ(workload->Check(hosts), "", prefix);
        return CarryOut(workload, hosts);
    }

    void Refuse(const std::string& prefix,
                uint32_t hosts,
                const std::string& problem,
                const Values& values = {})
    {
        const std::string text = MakeTrace("ChakraWorkload", prefix, values)->Check(hosts);
        NS_TEST_EXPECT_MSG_EQ((text.find(problem) != std::string::npos),
                              true,
                              "'" << text << "' has '" << problem << "'");
    }

  private:
    /// Whether traces can be read; otherwise they are refused, with what to install.
    bool IsSupported()
    {
        if (GetChakraProblem().empty())
        {
            return true;
        }
        Refuse(Write(2, {Compute(1, 1)}), 2, "apt-get install libprotobuf-dev");
        return false;
    }

    virtual void Test() = 0;

    void DoRun() override
    {
        if (IsSupported())
        {
            Test();
        }
    }

    uint32_t m_count{0}; ///< traces
};

} // namespace chakra_test
} // namespace aifabric
} // namespace ns3

#endif // CHAKRA_TEST_CASE_H

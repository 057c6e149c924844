/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef IMPORT_TEST_HELPER_H
#define IMPORT_TEST_HELPER_H

#include "file-test-helper.h"

#include "ns3/imported-fabric.h"

#include <map>
#include <string>

namespace ns3
{
namespace aifabric
{
namespace workload_test
{

/**
 * @ingroup ai-fabric-tests
 * What the formats share.
 */
class ImportTestCase : public FormatTestCase
{
  public:
    /**
     * @param name what is tested
     * @param type class that reads the format
     * @param alias what --fabric calls it
     */
    ImportTestCase(const std::string& name, const std::string& type, const std::string& alias)
        : FormatTestCase(name, type),
          m_class(type),
          m_alias(alias)
    {
    }

  protected:
    /// A fabric of a file.
    Ptr<ImportedFabric> Import(const std::string& text, const Values& values = {})
    {
        ObjectFactory factory;
        factory.SetTypeId("ns3::aifabric::" + m_class);
        factory.Set("Path", StringValue(Write(text)));
        for (const auto& [name, value] : values)
        {
            factory.Set(name, StringValue(value));
        }
        return factory.Create<ImportedFabric>();
    }

    /// A file is refused.
    void RefuseFabric(const std::string& text, const std::string& problem)
    {
        const std::string said = Import(text)->Check();
        NS_TEST_EXPECT_MSG_EQ(said, m_path + problem, text);
    }

    /// How many links there are of each rate and delay between each two tiers.
    std::string CountLinks(const std::string& text, const Values& values = {});

    /// Run on what a file describes, and on the same in the module's own format.
    void Run(const std::string& text);

  private:
    std::string m_class; ///< that reads the format
    std::string m_alias; ///< what --fabric calls it
};

inline std::string
ImportTestCase::CountLinks(const std::string& text, const Values& values)
{
    FabricProgram::Prepare(ExperimentOptions()); // times in ps
    const auto fabric = Import(text, values);
    const std::string problem = fabric->Check();
    if (!problem.empty())
    {
        return problem;
    }
    const auto graph = fabric->Build(DataRate("1Gbps"), NanoSeconds(1));
    std::map<std::string, uint32_t> counts;
    for (const auto& link : graph->GetLinks())
    {
        const bool isHost = link.lower < graph->GetHostCount();
        counts[(isHost ? "host" : graph->GetTierName(link.lower)) + "-" +
               graph->GetTierName(link.upper) + " " + std::to_string(link.rate / 1000000000) +
               "Gbps " + std::to_string(link.delay) + "ps"]++;
    }
    std::string list = std::to_string(graph->GetHostCount()) + " hosts, " +
                       std::to_string(graph->GetSwitchCount()) + " switches";
    for (const auto& [what, count] : counts)
    {
        list += "; " + std::to_string(count) + " " + what;
    }
    return list;
}

inline void
ImportTestCase::Run(const std::string& text)
{
    const auto fabric = Import(text);
    const std::string workload = "permutation:bytes=20KB";
    const std::string digest = GetDigest(workload, m_alias + ":path=" + m_path);
    NS_TEST_EXPECT_MSG_EQ(digest.size(), 16, digest);
    std::string own;
    for (const FabricFile::Line& line : fabric->Translate())
    {
        own += line.text + "\n";
    }
    NS_TEST_EXPECT_MSG_EQ(GetDigest(workload, "file:path=" + Write(own)), digest, own);
    NS_TEST_EXPECT_MSG_EQ(fabric->Recognises(text), true, "recognised");
    NS_TEST_EXPECT_MSG_EQ(fabric->Recognises(own), false, "not recognised");
}

} // namespace workload_test
} // namespace aifabric
} // namespace ns3

#endif // IMPORT_TEST_HELPER_H

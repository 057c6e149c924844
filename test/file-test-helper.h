/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FILE_TEST_HELPER_H
#define FILE_TEST_HELPER_H

#include "run-with.h"
#include "workload-test-helper.h"

#include "ns3/file-workload.h"
#include "ns3/object-factory.h"
#include "ns3/string.h"
#include "ns3/test.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{
namespace workload_test
{

/**
 * @ingroup ai-fabric-tests
 * What tests of formats of files share.
 */
class FormatTestCase : public TestCase
{
  public:
    /**
     * @param name what is tested
     * @param type name of the class that reads the format
     */
    FormatTestCase(const std::string& name, const std::string& type)
        : TestCase(name),
          m_type(type)
    {
    }

  protected:
    /**
     * Write a file.
     * @param text its content
     * @return where it is
     */
    std::string Write(const std::string& text)
    {
        m_path = CreateTempDirFilename("tasks-" + std::to_string(m_count++) + ".txt");
        std::ofstream(m_path, std::ios::binary) << text;
        return m_path;
    }

    /**
     * Make a workload of a file.
     * @param text its content
     * @param values further attributes
     * @return the workload
     */
    Ptr<FileWorkload> Read(const std::string& text, const Values& values = {})
    {
        ObjectFactory factory;
        factory.SetTypeId("ns3::aifabric::" + m_type);
        factory.Set("Path", StringValue(Write(text)));
        for (const auto& [name, value] : values)
        {
            factory.Set(name, StringValue(value));
        }
        return factory.Create<FileWorkload>();
    }

    /**
     * The tasks of a file that is sound.
     * @param text its content
     * @param hosts hosts of the fabric
     * @param values further attributes
     * @return the graph
     */
    Ptr<TaskGraph> BuildFile(const std::string& text, uint32_t hosts, const Values& values = {})
    {
        const auto workload = Read(text, values);
        const std::string problem = workload->Check(hosts);
        NS_TEST_EXPECT_MSG_EQ(problem, "", text);
        return problem.empty() ? Build(workload, hosts) : Ptr<TaskGraph>();
    }

    /**
     * A file is refused.
     * @param text its content
     * @param problem what Check() says behind the name of the file, which FILE stands for in it
     * @param values further attributes
     */
    void Refuse(const std::string& text, const std::string& problem, const Values& values = {})
    {
        const auto workload = Read(text, values);
        std::string whole = m_path + problem;
        const size_t at = whole.find("FILE");
        if (at != std::string::npos)
        {
            whole.replace(at, 4, m_path);
        }
        NS_TEST_EXPECT_MSG_EQ(workload->Check(8), whole, text);
    }

    /**
     * Say what a graph has, so that it can be compared.
     * @param graph the graph
     * @return a line for each task: who, to whom, bytes, duration, stream and its use; and behind a
     *         '<' what waits for it
     */
    static std::string Describe(const TaskGraph& graph)
    {
        std::string text;
        for (TaskGraph::Id id = 0; id < graph.GetCount(); id++)
        {
            const TaskGraph::Task& task = graph.Get(id);
            text += std::to_string(task.host) + (task.IsMessage() ? ">" : "=") +
                    std::to_string(task.peer) + " " + std::to_string(task.bytes) + " " +
                    std::to_string(task.duration);
            if (task.streamUse != TaskGraph::StreamUse::NONE)
            {
                text += " " + std::to_string(task.stream) + "/" +
                        std::to_string(static_cast<int>(task.streamUse));
            }
            text += " <";
            for (const TaskGraph::Id next : graph.GetSuccessors(id))
            {
                text += " " + std::to_string(next);
            }
            text += "\n";
        }
        return text;
    }

    /**
     * Run an experiment without strategies that draw.
     * @param workload what is sent
     * @param fabric where
     * @return digest of its results, or why there are none
     */
    static std::string GetDigest(const std::string& workload,
                                 const std::string& fabric = "fat-tree:k=4")
    {
        const RunRecord run = RunWith({{"fabric", fabric}, {"workload", workload}, {"lb", "ecmp"}});
        return run.status == "ok" ? run.resultDigest : run.status + ": " + run.error;
    }

    std::string m_path; ///< of the file written last

  private:
    std::string m_type;  ///< class that reads the format
    uint32_t m_count{0}; ///< files
};

} // namespace workload_test
} // namespace aifabric
} // namespace ns3

#endif // FILE_TEST_HELPER_H

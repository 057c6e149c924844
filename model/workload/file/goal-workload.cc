/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "file-lines.h"
#include "file-workload.h"
#include "goal-reader.h"

#include "ns3/boolean.h"
#include "ns3/component-description.h"
#include "ns3/nstime.h"

#include <sstream>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What ranks do after a file in the language GOAL, read by GoalReader.
 */
class GoalWorkload : public FileWorkload
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    GoalWorkload() = default;
    ~GoalWorkload() override = default;

    bool Recognises(const std::string& beginning) const override;

  private:
    void ReadTasks(FileTasks& tasks) const override;

    Time m_unit;      ///< of computations
    Time m_overhead;  ///< of a send or a receive
    bool m_ignoreNic; ///< whether numbers of NICs mean nothing
};

NS_OBJECT_ENSURE_REGISTERED(GoalWorkload);

TypeId
GoalWorkload::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::GoalWorkload")
            .SetParent<FileWorkload>()
            .SetGroupName("AiFabric")
            .AddConstructor<GoalWorkload>()
            .AddAttribute("Unit",
                          "Unit of the computations of the file",
                          TimeValue(NanoSeconds(1)),
                          MakeTimeAccessor(&GoalWorkload::m_unit),
                          MakeTimeChecker(PicoSeconds(1), Seconds(1)))
            .AddAttribute("Overhead",
                          "Time that a send or a receive takes at its CPU (o of LogGOPS)",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&GoalWorkload::m_overhead),
                          MakeTimeChecker(Time(0), Seconds(1)))
            .AddAttribute("IgnoreNic",
                          "Whether the only NIC of a host carries what is for others, too; false "
                          "refuses it",
                          BooleanValue(false),
                          MakeBooleanAccessor(&GoalWorkload::m_ignoreNic),
                          MakeBooleanChecker()),
        "sends, receives and computations of a GOAL file (LogGOPSim), as text");
    return tid;
}

bool
GoalWorkload::Recognises(const std::string& beginning) const
{
    std::istringstream text(beginning);
    for (std::string line; std::getline(text, line);)
    {
        const auto words = SplitWords(line, "//");
        if (!words.empty())
        {
            return words.front() == "num_ranks" || words.front() == "/*";
        }
    }
    return false;
}

void
GoalWorkload::ReadTasks(FileTasks& tasks) const
{
    GoalReader::Config config;
    config.unit = static_cast<uint64_t>(m_unit.GetPicoSeconds());
    config.overhead = static_cast<uint64_t>(m_overhead.GetPicoSeconds());
    config.ignoreNic = m_ignoreNic;
    GoalReader reader(tasks, config);
    ReadLines(GetPath(), [&](const std::string& text, uint32_t line) { reader.Take(text, line); });
    reader.Finish();
}

} // namespace aifabric
} // namespace ns3

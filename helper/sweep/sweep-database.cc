/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep-database.h"

#include "ns3/experiment-identity.h"
#include "ns3/results-database.h"

#include <sys/stat.h>

namespace ns3
{
namespace aifabric
{

namespace
{

/// How long others are waited for: readers hardly ever wait.
constexpr std::chrono::seconds PATIENCE{60};

/// Runs with the same text are similar.
std::string
MakeClass(const std::string& fabric, const std::string& workload, const std::string& lb)
{
    return fabric + "\n" + workload + "\n" + lb;
}

} // namespace

SweepDatabase::SweepDatabase(const std::string& path)
{
    ResultsDatabase::Check(path);
    struct stat info;
    if (stat(path.c_str(), &info) != 0 || info.st_size == 0)
    {
        return;
    }
    SqliteConnection file(path, SqliteConnection::Mode::READ, PATIENCE);
    const auto has = [&file](const std::string& table) {
        return file.QueryInteger("SELECT count(*) FROM sqlite_master WHERE name = '" + table +
                                 "'") != 0;
    };
    if (has("sweep_run")) // files of older versions lack it
    {
        // A run that was deleted by hand is to be made again.
        SqliteStatement query(file,
                              "SELECT sweep_key, state, ifnull(run.run_id, 0) "
                              "FROM sweep_run LEFT JOIN run USING (run_id) "
                              "WHERE state = 'skipped' OR run.run_id IS NOT NULL");
        while (query.Step())
        {
            m_entries[query.GetText(0)] = {query.GetText(1), query.GetInteger(2)};
        }
    }
    if (has("run"))
    {
        for (const std::string lb : {"lb", "''"})
        {
            SqliteStatement query(file,
                                  "SELECT fabric, workload, " + lb +
                                      ", avg(wall_s + setup_cpu_s) FROM run "
                                      "WHERE wall_s IS NOT NULL AND status <> 'failed' "
                                      "GROUP BY 1, 2, 3");
            while (query.Step())
            {
                m_seconds[MakeClass(query.GetText(0), query.GetText(1), query.GetText(2))] =
                    query.GetNumber(3);
            }
        }
    }
}

const SweepDatabase::Entry*
SweepDatabase::Find(const std::string& key) const
{
    const auto found = m_entries.find(key);
    return found == m_entries.end() ? nullptr : &found->second;
}

std::optional<double>
SweepDatabase::Estimate(const SweepRun& run) const
{
    const std::string fabric = CanonicalOption("fabric", run.options.fabric);
    const std::string workload = CanonicalOption("workload", run.options.workload);
    for (const std::string& lb : {CanonicalOption("lb", run.options.lb), std::string()})
    {
        const auto found = m_seconds.find(MakeClass(fabric, workload, lb));
        if (found != m_seconds.end())
        {
            return found->second;
        }
    }
    return std::nullopt;
}

} // namespace aifabric
} // namespace ns3

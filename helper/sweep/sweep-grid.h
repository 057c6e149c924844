/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SWEEP_GRID_H
#define SWEEP_GRID_H

#include "json-document.h"
#include "sweep-run.h"
#include "sweep-settings.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * One grid of a sweep: every combination of the values of its options and variables is a run.
 */
class SweepGrid
{
  public:
    /// Most runs of one grid.
    static constexpr uint64_t MAX_RUNS = 200000;

    /**
     * Read a grid.
     * @param object the description that holds "grid" and "let", either of which may be missing
     * @param name name of the grid, empty if it has none
     * @param settings what holds for its runs
     * @throws ConfigError naming the place of what is wrong
     */
    SweepGrid(const JsonValue& object, const std::string& name, const SweepSettings& settings);

    /**
     * Make the runs. The last option varies fastest, and the repetition faster still.
     * @return the runs
     * @throws ConfigError naming the place of a value that is impossible
     */
    std::vector<SweepRun> Expand() const;

  private:
    /// One option or variable and its values.
    struct Axis
    {
        std::string name;              ///< its name
        bool variable;                 ///< whether it is only there for placeholders
        std::vector<SweepText> values; ///< its values
    };

    using Values = std::map<std::string, std::string>;

    void ReadAxes(const JsonValue& object, bool variables);
    SweepRun MakeRun(const std::vector<size_t>& choice, std::set<std::string>& used) const;
    static std::string Substitute(const SweepText& value,
                                  const Values& values,
                                  std::set<std::string>& used);
    static std::vector<SweepText> ReadValues(const JsonValue& value);
    static std::vector<SweepText> ReadRange(const JsonValue& range);

    std::string m_name;
    std::string m_place;
    SweepSettings m_settings;
    std::vector<Axis> m_axes;
};

} // namespace aifabric
} // namespace ns3

#endif // SWEEP_GRID_H

/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SWEEP_GRID_H
#define SWEEP_GRID_H

#include "json-document.h"
#include "sweep-run.h"

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
 * A text of a sweep's description, and where it was written.
 */
struct SweepText
{
    std::string text;  ///< the text
    std::string place; ///< file and path
};

/**
 * @ingroup ai-fabric
 * What a description of a sweep says beside its grids, and its named grids say anew.
 */
struct SweepSettings
{
    std::map<std::string, SweepText> base; ///< options that all runs share, by name
    int64_t repetitions{0};                ///< runs 1 to this; 0 = as the options say
    double seconds{0};                     ///< limit of a run's wall time; 0 = none
    uint64_t memoryBytes{0};               ///< limit of a run's memory; 0 = none
    bool skipRefused{true};                ///< whether refused combinations are skipped
    std::string record{"summary"};         ///< what is stored
    SweepText label;                       ///< name of the runs; may have placeholders

    /**
     * Take over what an object says.
     * @param object the description, or one of its grids
     * @throws ConfigError naming the place of what is wrong
     */
    void Read(const JsonValue& object);
};

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

    /**
     * Refuse what is no option of an experiment that tells runs apart.
     * @param option its value
     * @param name its name
     */
    static void CheckOption(const JsonValue& option, const std::string& name);

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

/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAULT_SELECTION_H
#define FAULT_SELECTION_H

#include "fault-plant.h"

#include "ns3/fabric-random.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Which links, directions of links or switches a fault strikes: those that are named, those that a
 * file lists, all of a tier, or some of a tier at random.
 *
 * Names are those of the database: edge0-agg1 is a link, edge0->agg1 one direction of it, edge0:3
 * the direction in which port 3 of edge0 sends, leaf0-spine1#1 the second of parallel links (all of
 * them without #), agg3 a switch.
 */
class FaultSelection
{
  public:
    /** What is chosen. */
    enum class Unit
    {
        LINK,      ///< links, both directions unless a name says one
        DIRECTION, ///< directions of links
        SWITCH,    ///< switches with all their links
    };

    /** How it is chosen. */
    struct Rule
    {
        std::string select{"auto"}; ///< names, file, all, random; auto: by what else is given
        std::string names;          ///< names, separated by '/'
        std::string file;           ///< file with a name per line
        std::string tier{"fabric"}; ///< fabric (between switches), all, or names of tiers
        double fraction{0};         ///< probability that one is chosen
        uint64_t count{0};          ///< how many are chosen; 0: as fraction says
    };

    /**
     * @param unit what to choose
     * @param rule how
     */
    FaultSelection(Unit unit, const Rule& rule);

    /**
     * Refuse contradictions.
     * @return an empty string, or one line that says what is wrong
     */
    std::string Check() const;

    /**
     * Choose.
     * @param plant the fabric
     * @param random where chance comes from
     * @param targets where to put what was chosen, in the order of links or switches, or as named
     * @return an empty string, or one line that says what cannot be chosen
     */
    std::string Choose(const FaultPlant& plant,
                       FabricRandom& random,
                       std::vector<FaultTarget>& targets) const;

  private:
    std::string GetWay() const;
    std::string ListCandidates(const FaultPlant& plant, std::vector<FaultTarget>& all) const;
    std::string ChooseNames(const FaultPlant& plant,
                            const std::vector<std::string>& names,
                            const std::vector<std::string>& places,
                            std::vector<FaultTarget>& targets) const;
    std::string FindName(const FaultPlant& plant,
                         const std::string& name,
                         std::vector<FaultTarget>& targets) const;
    std::string FindLinks(const FaultPlant& plant,
                          const std::string& name,
                          std::vector<FaultTarget>& targets) const;

    Unit m_unit;
    Rule m_rule;
};

} // namespace aifabric
} // namespace ns3

#endif // FAULT_SELECTION_H

/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COMPONENT_ROW_H
#define COMPONENT_ROW_H

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

/// Parameters as written: key and value.
using ParameterList = std::vector<std::pair<std::string, std::string>>;

/**
 * @ingroup ai-fabric
 *
 * A component that differs from another one in numbers only: a row of a table instead of a class.
 * It is chosen by its own name in the family of the class, and parameters that are given with it
 * go before its own.
 */
struct ComponentRow
{
    std::string name;         ///< short name, for example "generic-deep"
    std::string type;         ///< TypeId name of the class
    std::string description;  ///< one line
    ParameterList parameters; ///< attributes in kebab-case, with values as the user writes them
    std::vector<std::string> aliases{}; ///< other names by which it is chosen
};

/**
 * @ingroup ai-fabric
 *
 * Registers rows, for as long as the program runs:
 * @code
 *   const RegisterComponentRows g_rows{
 *       {"my-switch", "ns3::aifabric::GenericSwitchPreset", "mine", {{"kmin", "100KB"}}},
 *   };
 * @endcode
 */
class RegisterComponentRows
{
  public:
    /**
     * Add rows to those that are known.
     * @param rows the rows
     */
    RegisterComponentRows(std::initializer_list<ComponentRow> rows);

    /** @return all rows of all families. */
    static const std::vector<ComponentRow>& List();
};

} // namespace aifabric
} // namespace ns3

#endif // COMPONENT_ROW_H

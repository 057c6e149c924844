/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COMPONENT_REGISTRY_H
#define COMPONENT_REGISTRY_H

#include "component-row.h"
#include "config-error.h"

#include "ns3/object-base.h"
#include "ns3/type-id.h"

#include <ostream>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A class the user can choose by name, or a row that sets numbers of one.
 */
struct ComponentInfo
{
    std::string alias;                  ///< short name, for example "host-spray"
    TypeId type;                        ///< the class
    std::string description;            ///< one line, empty if the class gives none
    ParameterList preset{};             ///< what a row of a table sets of the class
    bool isRow{false};                  ///< whether it is one (RegisterComponentRows)
    std::vector<std::string> aliases{}; ///< other names of a row
};

/**
 * @ingroup ai-fabric
 *
 * The classes that can be chosen for one purpose: every registered class with a constructor that
 * derives from one of the base classes, and every row that sets numbers of such a class. Nobody
 * keeps a list of classes: one that is linked in is known, in whatever namespace it is.
 *
 * The short name of a class is its name without namespace and without the suffix of the family,
 * in kebab-case: ns3::aifabric::HostSprayLoadBalancer is "host-spray" where the suffix is
 * "LoadBalancer". Should two classes come to one short name, the one of this module keeps it and
 * the other goes by its full name.
 *
 * A row of a table (RegisterComponentRows) goes by its own name. No two may have the same.
 *
 * A class describes itself in one line by an attribute that objects neither hold nor construct.
 * DescribeComponent() and, for strategies, DescribeStrategy() add it (component-description.h):
 * @code
 *   static TypeId tid = DescribeComponent(TypeId("ns3::MyWorkload")
 *                                             .SetParent<Workload>()
 *                                             .AddConstructor<MyWorkload>(),
 *                                         "everybody sends to host 0");
 * @endcode
 * ns-3 wants attribute names to differ along the line of inheritance. A class derived from one with
 * a description therefore adds the attribute by itself, with a word in front of its name:
 * "OwnDescription". The most derived one counts.
 */
class ComponentFamily
{
  public:
    /**
     * Constructor.
     * @param kind what its members are, for messages: "load balancer"
     * @param suffix what is removed from the end of class names: "LoadBalancer"
     * @param bases the base classes
     */
    ComponentFamily(std::string kind, std::string suffix, std::vector<TypeId> bases);

    /// @return what the members are
    const std::string& GetKind() const;

    /// @return the classes that can be chosen, by name
    std::vector<ComponentInfo> List() const;

    /**
     * Find a class by its short name, which is compared without regard to case and dashes, or its
     * full TypeId name. Throws ConfigError with the nearest name and the list.
     * @param name the name
     * @return the class
     */
    ComponentInfo Find(const std::string& name) const;

    /**
     * Print every class with its description and attributes.
     * @param os where to
     */
    void Describe(std::ostream& os) const;

  private:
    std::string m_kind;          ///< what the members are
    std::string m_suffix;        ///< end of the class names
    std::vector<TypeId> m_bases; ///< the base classes
};

/**
 * Print a class with its description and its attributes: key, default, type and help.
 * @param os where to
 * @param component the class
 */
void DescribeComponent(std::ostream& os, const ComponentInfo& component);

/**
 * The attributes of a class that can be given as text at construction, those of its base classes
 * behind its own: numbers, truth values, texts, times, rates, enumerations and type names.
 * @param type the class
 * @return the attributes
 */
std::vector<TypeId::AttributeInformation> ListTextAttributes(TypeId type);

/**
 * Find out what values an attribute takes. ns-3 gives some names with its namespace, some without.
 * @param attribute the attribute
 * @return the name of the value class without namespace: "TimeValue", "EnumValue<...>"
 */
std::string GetValueType(const TypeId::AttributeInformation& attribute);

/**
 * Write the value of an attribute as the user would: with units, without loss.
 * @param attribute the attribute
 * @param given the value
 * @return the text
 */
std::string FormatAttribute(const TypeId::AttributeInformation& attribute,
                            const AttributeValue& given);

/**
 * Convert a CamelCase name to kebab-case. Numbers of several digits begin a word.
 * @param name for example "GoBackN" or "Nexus9364dGx2a"
 * @return for example "go-back-n" or "nexus-9364d-gx2a"
 */
std::string ToKebabCase(const std::string& name);

/**
 * Reduce a name to what counts in comparisons.
 * @param name a name in kebab-case or CamelCase
 * @return the name in lower case without dashes
 */
std::string NormalizeName(const std::string& name);

/**
 * The end of a message about an unknown name: "; did you mean 'ofan'? known: ecmp, ofan".
 * @param name the unknown name
 * @param known the known names
 * @return the text; without a suggestion if no name is near
 */
std::string SuggestName(const std::string& name, const std::vector<std::string>& known);

} // namespace aifabric
} // namespace ns3

#endif // COMPONENT_REGISTRY_H

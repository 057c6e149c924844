/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COMPONENT_DESCRIPTION_H
#define COMPONENT_DESCRIPTION_H

#include "ns3/attribute.h"
#include "ns3/string.h"
#include "ns3/type-id.h"

#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * The default of an unsigned attribute that the component derives from the fabric; a value given by
 * hand stays as it is. As text it is `auto`.
 */
inline constexpr uint64_t AUTO = UINT64_MAX;

/** An accessor of nothing: the attribute is its initial value. */
class ConstantAccessor : public AttributeAccessor
{
  public:
    bool Set(ObjectBase*, const AttributeValue&) const override
    {
        return false;
    }

    bool Get(const ObjectBase*, AttributeValue&) const override
    {
        return false;
    }

    bool HasGetter() const override
    {
        return false;
    }

    bool HasSetter() const override
    {
        return false;
    }
};

/**
 * Give a component its one-line description, which lists of components show. It is stored as the
 * initial value of an attribute named Description that objects neither hold nor construct.
 * @param tid the type of the component
 * @param text one line, without a full stop
 * @return the same type
 */
inline TypeId
DescribeComponent(TypeId tid, const std::string& text)
{
    return tid.AddAttribute("Description",
                            "What this component does (constant)",
                            0,
                            StringValue(text),
                            Create<ConstantAccessor>(),
                            MakeStringChecker());
}

/**
 * What tells a load-balancing strategy from others: a row of `list lb`. What it needs is said by
 * the strategy itself (NetworkNeeds).
 */
struct StrategyTraits
{
    std::string place;       ///< "switch" or "host"
    std::string granularity; ///< what is steered as one: packet, flowcell, flowlet, subflow, flow
    std::string state;       ///< what it looks at: none, or what of its own, of the path, of all
    std::string essence;     ///< what it does, in a few words
    std::string source;      ///< where it comes from
};

/**
 * Give a strategy its row of the table of strategies and a description made of it.
 * @param tid the type of the strategy
 * @param traits the row; no field holds a '|'
 * @return the same type
 */
inline TypeId
DescribeStrategy(TypeId tid, const StrategyTraits& traits)
{
    return DescribeComponent(tid,
                             traits.place + ", per " + traits.granularity + ": " + traits.essence +
                                 " (" + traits.source + ")")
        .AddAttribute("Traits",
                      "Place, granularity, state, source (constant)",
                      0,
                      StringValue(traits.place + "|" + traits.granularity + "|" + traits.state +
                                  "|" + traits.source),
                      Create<ConstantAccessor>(),
                      MakeStringChecker());
}

} // namespace aifabric
} // namespace ns3

#endif // COMPONENT_DESCRIPTION_H

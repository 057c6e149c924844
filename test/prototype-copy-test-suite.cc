/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Recoveries and controls of queue pairs are copies of a prototype.
 */

#include "ns3/component-families.h"
#include "ns3/component-registry.h"
#include "ns3/congestion-control.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-engine.h"
#include "ns3/fixed-rate-congestion-control.h"
#include "ns3/object-factory.h"
#include "ns3/sack-loss-recovery.h"
#include "ns3/string.h"
#include "ns3/test.h"

#include <set>
#include <string>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// A recovery that derives from one which copies itself, and does not.
class DerivedLossRecovery : public SackLossRecovery
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("DerivedLossRecovery").SetParent<SackLossRecovery>();
        return tid;
    }
};

/// A control that derives from one which copies itself, and does not.
class DerivedCongestionControl : public FixedRateCongestionControl
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid =
            TypeId("DerivedCongestionControl").SetParent<FixedRateCongestionControl>();
        return tid;
    }
};

/**
 * @ingroup ai-fabric-tests
 * Copies of recoveries and controls have the attributes of their prototype.
 */
class CopyTestCase : public TestCase
{
  public:
    CopyTestCase()
        : TestCase("Copies of a prototype have all its attributes, and no other class")
    {
    }

  private:
    /// @return an object whose numbers are other than by default
    template <typename T>
    static Ptr<T> Make(TypeId type)
    {
        ObjectFactory factory;
        factory.SetTypeId(type);
        for (const auto& attribute : ListTextAttributes(type))
        {
            const std::string kind = GetValueType(attribute);
            if (kind == "UintegerValue" || kind == "DoubleValue")
            {
                // Whatever the limits, one of these is within them.
                for (const char* value : {"3", "0.5"})
                {
                    const auto checked = attribute.checker->CreateValidValue(StringValue(value));
                    if (checked)
                    {
                        factory.Set(attribute.name, *checked);
                        break;
                    }
                }
            }
            else if (kind == "BooleanValue")
            {
                const bool isSet = FormatAttribute(attribute, *attribute.initialValue) == "true";
                factory.Set(attribute.name, StringValue(isSet ? "false" : "true"));
            }
        }
        return factory.Create<T>();
    }

    /// @return whether the class copies itself
    template <typename T>
    bool Check(const ComponentInfo& component)
    {
        const auto prototype = Make<T>(component.type);
        const Ptr<T> copy = prototype->Copy();
        if (!copy)
        {
            return false;
        }
        NS_TEST_EXPECT_MSG_EQ(copy->GetInstanceTypeId(), component.type, component.alias);
        NS_TEST_EXPECT_MSG_EQ(copy->GetReferenceCount(), 1, component.alias << " is ours alone");
        for (const auto& attribute : ListTextAttributes(component.type))
        {
            const auto given = attribute.checker->Create();
            const auto taken = attribute.checker->Create();
            prototype->GetAttribute(attribute.name, *given);
            copy->GetAttribute(attribute.name, *taken);
            NS_TEST_EXPECT_MSG_EQ(taken->SerializeToString(attribute.checker),
                                  given->SerializeToString(attribute.checker),
                                  attribute.name << " of " << component.alias);
        }
        return true;
    }

    void DoRun() override
    {
        FabricEngine::Prepare();
        std::set<std::string> copied;
        for (const ComponentInfo& component : families::LossRecoveries().List())
        {
            if (Check<LossRecovery>(component))
            {
                copied.insert(component.alias);
            }
        }
        for (const ComponentInfo& component : families::CongestionControls().List())
        {
            if (Check<CongestionControl>(component))
            {
                copied.insert(component.alias);
            }
        }
        for (const char* name : {"sack", "go-back-n", "fixed-rate", "window", "mp-rdma"})
        {
            NS_TEST_EXPECT_MSG_EQ((copied.count(name) > 0), true, name << " copies itself");
        }
        NS_TEST_EXPECT_MSG_EQ((CreateObject<DerivedLossRecovery>()->Copy() == nullptr),
                              true,
                              "a copy of a derived class would be a piece");
        NS_TEST_EXPECT_MSG_EQ((CreateObject<DerivedCongestionControl>()->Copy() == nullptr),
                              true,
                              "nor are controls cut");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of copies.
 */
class PrototypeCopyTestSuite : public TestSuite
{
  public:
    PrototypeCopyTestSuite()
        : TestSuite("ai-fabric-prototype-copy", TestSuite::Type::UNIT)
    {
        AddTestCase(new CopyTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

/// Registers the suite.
const PrototypeCopyTestSuite g_prototypeCopyTestSuite;

} // namespace

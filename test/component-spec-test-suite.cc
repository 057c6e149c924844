/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/boolean.h"
#include "ns3/component-registry.h"
#include "ns3/component-spec.h"
#include "ns3/data-rate.h"
#include "ns3/double.h"
#include "ns3/error-model.h"
#include "ns3/integer.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <functional>
#include <sstream>

/**
 * @file
 * @ingroup ai-fabric-tests
 *
 * The component syntax and the choice of classes by name.
 */

namespace ns3
{
namespace aifabric
{
namespace tests
{

/** Base of the classes to choose from. */
class Pacer : public Object
{
  public:
    /// @return the TypeId
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("ns3::aifabric::tests::Pacer")
                                .SetParent<Object>()
                                .AddAttribute("BufferPerPort",
                                              "Buffer, bytes.",
                                              UintegerValue(800000),
                                              MakeUintegerAccessor(&Pacer::m_buffer),
                                              MakeUintegerChecker<uint32_t>(1000));
        return tid;
    }

    uint32_t m_buffer{0}; ///< an attribute
};

/** A class with an attribute of every kind. */
class GoBackNPacer : public Pacer
{
  public:
    /// @return the TypeId
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("ns3::aifabric::tests::GoBackNPacer")
                                .SetParent<Pacer>()
                                .AddConstructor<GoBackNPacer>()
                                .AddAttribute("Description",
                                              "What it is.",
                                              TypeId::ATTR_GET,
                                              StringValue("Goes back to N"),
                                              MakeEmptyAttributeAccessor(),
                                              MakeStringChecker())
                                .AddAttribute("RTO",
                                              "Timeout.",
                                              TimeValue(NanoSeconds(500)),
                                              MakeTimeAccessor(&GoBackNPacer::m_timeout),
                                              MakeTimeChecker(NanoSeconds(1), Seconds(1)))
                                .AddAttribute("MinRate",
                                              "Least rate.",
                                              StringValue("100Mb/s"),
                                              MakeDataRateAccessor(&GoBackNPacer::m_rate),
                                              MakeDataRateChecker())
                                .AddAttribute("Gain",
                                              "A fraction.",
                                              DoubleValue(0.00390625),
                                              MakeDoubleAccessor(&GoBackNPacer::m_gain),
                                              MakeDoubleChecker<double>(0, 1))
                                .AddAttribute("Offset",
                                              "A signed number.",
                                              IntegerValue(-1),
                                              MakeIntegerAccessor(&GoBackNPacer::m_offset),
                                              MakeIntegerChecker<int32_t>(-8, 8))
                                .AddAttribute("Both",
                                              "A switch.",
                                              BooleanValue(false),
                                              MakeBooleanAccessor(&GoBackNPacer::m_both),
                                              MakeBooleanChecker())
                                .AddAttribute("Profile",
                                              "A name.",
                                              StringValue("paper"),
                                              MakeStringAccessor(&GoBackNPacer::m_profile),
                                              MakeStringChecker());
        return tid;
    }

    Time m_timeout;        ///< an attribute
    DataRate m_rate;       ///< an attribute
    double m_gain{0};      ///< an attribute
    int32_t m_offset{0};   ///< an attribute
    bool m_both{false};    ///< an attribute
    std::string m_profile; ///< an attribute
};

/** A class derived from one that can be chosen, in another namespace. */
class OwnPacer : public GoBackNPacer
{
  public:
    /// @return the TypeId
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("somebody::OwnPacer")
                                .SetParent<GoBackNPacer>()
                                .AddConstructor<OwnPacer>()
                                .AddAttribute("OwnDescription",
                                              "What it is.",
                                              TypeId::ATTR_GET,
                                              StringValue("My own"),
                                              MakeEmptyAttributeAccessor(),
                                              MakeStringChecker());
        return tid;
    }
};

/** A class whose short name is taken by one of this module. */
class OtherGoBackNPacer : public Pacer
{
  public:
    /// @return the TypeId
    static TypeId GetTypeId()
    {
        static TypeId tid =
            TypeId("another::GoBackNPacer").SetParent<Pacer>().AddConstructor<OtherGoBackNPacer>();
        return tid;
    }
};

NS_OBJECT_ENSURE_REGISTERED(Pacer);
NS_OBJECT_ENSURE_REGISTERED(GoBackNPacer);
NS_OBJECT_ENSURE_REGISTERED(OwnPacer);
NS_OBJECT_ENSURE_REGISTERED(OtherGoBackNPacer);

/**
 * @ingroup ai-fabric-tests
 * What the cases share.
 */
class ComponentTestCase : public TestCase
{
  public:
    using TestCase::TestCase;

  protected:
    /**
     * Expect a ConfigError of one line that contains a text.
     * @param action what should fail
     * @param part the text
     */
    void ExpectError(const std::function<void()>& action, const std::string& part)
    {
        std::string message = "(no error)";
        try
        {
            action();
        }
        catch (const ConfigError& error)
        {
            message = error.what();
        }
        NS_TEST_EXPECT_MSG_NE(message.find(part),
                              std::string::npos,
                              "'" << message << "' lacks '" << part << "'");
        NS_TEST_EXPECT_MSG_EQ(message.find('\n'), std::string::npos, "more than one line");
    }

    /// The family under test.
    const ComponentFamily m_family{"pacer", "Pacer", {Pacer::GetTypeId()}};
};

/**
 * @ingroup ai-fabric-tests
 * The syntax, apart from what exists.
 */
class SyntaxTestCase : public ComponentTestCase
{
  public:
    SyntaxTestCase()
        : ComponentTestCase("syntax")
    {
    }

  private:
    void DoRun() override
    {
        NS_TEST_EXPECT_MSG_EQ(ParseComponent("ofan").name, "ofan", "bare name");
        const auto spec = ParseComponent("ns3::a::Own:path=/x:y=z, size = 1MiB");
        NS_TEST_EXPECT_MSG_EQ(spec.name, "ns3::a::Own", "TypeId name");
        NS_TEST_ASSERT_MSG_EQ(spec.parameters.size(), 2, "parameters");
        NS_TEST_EXPECT_MSG_EQ(spec.parameters[0].first, "path", "key");
        NS_TEST_EXPECT_MSG_EQ(spec.parameters[0].second, "/x:y=z", "value with : and =");
        NS_TEST_EXPECT_MSG_EQ(spec.parameters[1].second, "1MiB", "blanks are removed");
        NS_TEST_EXPECT_MSG_EQ(Canonical(ParseComponent("a:z=1,b=2")), "a:b=2,z=1", "sorted");
        ExpectError([] { ParseComponent(""); }, "no name");
        ExpectError([] { ParseComponent(":k=8"); }, "no name");
        ExpectError([] { ParseComponent("a:"); }, "no '='");
        ExpectError([] { ParseComponent("a:k=8,"); }, "no '='");
        ExpectError([] { ParseComponent("a:k"); }, "'k' has no '='");
        ExpectError([] { ParseComponent("a:=8"); }, "no key");
        ExpectError([] { ParseComponent("a:k=8,l= "); }, "'l' has no value");
        ExpectError([] { ParseComponent("a:fan-in=8,FanIn=9"); }, "given twice");

        const auto joined = ParseJoined("ofan:p=1e+3+reps:entropies=64,file=a+b/c");
        NS_TEST_ASSERT_MSG_EQ(joined.size(), 2, "two components");
        NS_TEST_EXPECT_MSG_EQ(Canonical(joined[0]), "ofan:p=1e+3", "the first");
        NS_TEST_EXPECT_MSG_EQ(Canonical(joined[1]), "reps:entropies=64,file=a+b/c", "the second");
        NS_TEST_EXPECT_MSG_EQ(ParseJoined("ofan+reps").size(), 2, "names only");
        NS_TEST_EXPECT_MSG_EQ(ParseJoined("ofan").size(), 1, "one");
        ExpectError([] { ParseJoined("ofan+"); }, "missing beside '+'");
        ExpectError([] { ParseJoined("+ofan"); }, "missing beside '+'");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Names and their errors.
 */
class RegistryTestCase : public ComponentTestCase
{
  public:
    RegistryTestCase()
        : ComponentTestCase("registry")
    {
    }

  private:
    void DoRun() override
    {
        for (const auto& [name, kebab] : std::vector<std::pair<std::string, std::string>>{
                 {"Ofan", "ofan"},
                 {"HostSpray", "host-spray"},
                 {"GoBackN", "go-back-n"},
                 {"RTO", "rto"},
                 {"RTOLow", "rto-low"},
                 {"Layer3Hash", "layer3-hash"},
                 {"Nexus9364dGx2a", "nexus-9364d-gx2a"}})
        {
            NS_TEST_EXPECT_MSG_EQ(ToKebabCase(name), kebab, name);
        }
        const auto all = m_family.List();
        NS_TEST_ASSERT_MSG_EQ(all.size(), 3, "all classes with a constructor, not the base");
        NS_TEST_EXPECT_MSG_EQ(all[0].alias, "another::GoBackNPacer", "the short name is taken");
        NS_TEST_EXPECT_MSG_EQ(all[1].alias, "go-back-n", "short name");
        NS_TEST_EXPECT_MSG_EQ(all[1].type, GoBackNPacer::GetTypeId(), "class of this module");
        NS_TEST_EXPECT_MSG_EQ(all[1].description, "Goes back to N", "description");
        NS_TEST_EXPECT_MSG_EQ(all[2].alias, "own", "class of another namespace");
        NS_TEST_EXPECT_MSG_EQ(all[2].description, "My own", "the most derived description");

        NS_TEST_EXPECT_MSG_EQ(m_family.Find("GoBackN").alias, "go-back-n", "case and dashes");
        NS_TEST_EXPECT_MSG_EQ(m_family.Find("somebody::OwnPacer").alias, "own", "TypeId name");
        ExpectError([&] { m_family.Find("go-bakc-n"); },
                    "unknown pacer 'go-bakc-n'; did you mean 'go-back-n'? known: "
                    "another::GoBackNPacer, go-back-n, own");
        ExpectError([&] { m_family.Find("completely-different"); },
                    "'completely-different'; known: another");
        ExpectError([&] { m_family.Find("ns3::Object"); }, "'ns3::Object' is no pacer");
        ExpectError([&] { m_family.Find("ns3::aifabric::tests::Pacer"); }, "is no pacer");

        std::ostringstream text;
        m_family.Describe(text);
        for (const std::string part : {"go-back-n: Goes back to N\n    rto=500ns  (time)  Timeout.",
                                       "gain=0.00390625  (number 0:1)  A fraction.",
                                       "min-rate=100Mbps  (rate)",
                                       "buffer-per-port=800KB  (integer 1000:4294967295)"})
        {
            NS_TEST_EXPECT_MSG_NE(text.str().find(part), std::string::npos, text.str() << part);
        }
        NS_TEST_EXPECT_MSG_EQ(text.str().find("description="), std::string::npos, "hidden");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Objects made from text.
 */
class FactoryTestCase : public ComponentTestCase
{
  public:
    FactoryTestCase()
        : ComponentTestCase("factory")
    {
    }

  private:
    void DoRun() override
    {
        const std::string text = "go-back-n:rto=4.096us,buffer-per-port=1MiB,min-rate=1Gbps,"
                                 "gain=0.1,offset=-3,both=yes,profile=hpcc";
        const auto pacer = CreateComponent<GoBackNPacer>(m_family, text);
        NS_TEST_EXPECT_MSG_EQ(pacer->m_timeout, NanoSeconds(4096), "time");
        NS_TEST_EXPECT_MSG_EQ(pacer->m_buffer, 1048576, "inherited, bytes");
        NS_TEST_EXPECT_MSG_EQ(pacer->m_rate.GetBitRate(), 1000000000, "rate");
        NS_TEST_EXPECT_MSG_EQ(pacer->m_gain, 0.1, "number");
        NS_TEST_EXPECT_MSG_EQ(pacer->m_offset, -3, "signed");
        NS_TEST_EXPECT_MSG_EQ(pacer->m_both, true, "truth value");
        NS_TEST_EXPECT_MSG_EQ(pacer->m_profile, "hpcc", "text");
        const std::string canonical = "go-back-n:both=true,buffer-per-port=1MiB,gain=0.1,"
                                      "min-rate=1Gbps,offset=-3,profile=hpcc,rto=4.096us";
        NS_TEST_EXPECT_MSG_EQ(Canonical(m_family, ParseComponent(text)), canonical, "canonical");
        NS_TEST_EXPECT_MSG_EQ(Canonical({"go-back-n", ListNonDefaultAttributes(pacer)}),
                              canonical,
                              "the attributes that differ are those that were set");

        const auto defaults = CreateComponent<Pacer>(m_family, "own:gain=0.00390625");
        NS_TEST_EXPECT_MSG_EQ(ListNonDefaultAttributes(defaults).size(), 0, "all defaults");
        ExpectError([&] { CreateComponent<OwnPacer>(m_family, "go-back-n"); }, "cannot be used");

        for (const auto& [parameter, part] : std::vector<std::pair<std::string, std::string>>{
                 {"gian=1", "unknown parameter 'gian'; did you mean 'gain'? known: rto,"},
                 {"description=x", "unknown parameter 'description'"},
                 {"gain=1.5", "gain: '1.5' is out of range; allowed: 0 to 1"},
                 {"gain=high", "gain: 'high' is not a number"},
                 {"buffer-per-port=999", "is out of range; allowed: 1000 to "},
                 {"buffer-per-port=8GiB", "is out of range"},
                 {"buffer-per-port=-1", "is not a whole number"},
                 {"offset=-9", "is out of range"},
                 {"offset=9223372036854775808", "too large"},
                 {"rto=2s", "is out of range; allowed: 1ns to 1s"},
                 {"rto=5", "has no unit"},
                 {"min-rate=fast", "is not a data rate"},
                 {"both=maybe", "is not a truth value"}})
        {
            const auto bad = "go-back-n:" + parameter;
            ExpectError([&] { CreateComponent<Pacer>(m_family, bad); }, part);
            ExpectError([&] { CreateComponent<Pacer>(m_family, bad); }, "pacer 'go-back-n': ");
        }

        // An enumeration, in a class of ns-3 that knows nothing of all this.
        const ComponentFamily errors{"error model", "ErrorModel", {ErrorModel::GetTypeId()}};
        const auto model =
            CreateComponent<RateErrorModel>(errors, "rate:error-unit=error-unit-bit");
        NS_TEST_EXPECT_MSG_EQ(model->GetUnit(), RateErrorModel::ERROR_UNIT_BIT, "enumeration");
        NS_TEST_EXPECT_MSG_EQ(Canonical({"rate", ListNonDefaultAttributes(model)}),
                              "rate:error-unit=ERROR_UNIT_BIT",
                              "enumerator");
        ExpectError([&] { CreateComponent<ErrorModel>(errors, "rate:error-unit=ERROR_UNIT_BIT2"); },
                    "did you mean 'ERROR_UNIT_BIT'? known: ERROR_UNIT_BIT, ERROR_UNIT_BYTE");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class ComponentSpecTestSuite : public TestSuite
{
  public:
    ComponentSpecTestSuite()
        : TestSuite("ai-fabric-component-spec", TestSuite::Type::UNIT)
    {
        AddTestCase(new SyntaxTestCase);
        AddTestCase(new RegistryTestCase);
        AddTestCase(new FactoryTestCase);
    }
};

/// Registers the suite.
static ComponentSpecTestSuite g_componentSpecTestSuite;

} // namespace tests
} // namespace aifabric
} // namespace ns3

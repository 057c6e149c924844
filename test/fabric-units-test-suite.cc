/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/fabric-numbers.h"
#include "ns3/fabric-units.h"
#include "ns3/test.h"

#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup ai-fabric-tests
 *
 * Reading and writing of quantities.
 */

namespace ns3
{
namespace aifabric
{
namespace tests
{

/**
 * @ingroup ai-fabric-tests
 * A case that reads texts.
 */
class TextTestCase : public TestCase
{
  protected:
    using TestCase::TestCase;

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
};

/**
 * @ingroup ai-fabric-tests
 * Units are read and written exactly, and nonsense is refused.
 */
class UnitsTestCase : public TextTestCase
{
  public:
    UnitsTestCase()
        : TextTestCase("units")
    {
    }

  private:
    void DoRun() override
    {
        const std::vector<std::pair<std::string, uint64_t>> bytes{
            {"0", 0},
            {"1", 1},
            {"64B", 64},
            {"800KB", 800000},
            {"800kB", 800000},
            {"800KiB", 819200},
            {"1MB", 1000000},
            {"1MiB", 1048576},
            {"1.5MiB", 1572864},
            {"0.1MB", 100000},
            {"2e3", 2000},
            {"64GiB", 68719476736},
            {"18TB", 18000000000000},
            {"1TiB", 1099511627776},
            {"18446744073709551615", std::numeric_limits<uint64_t>::max()}};
        for (const auto& [text, value] : bytes)
        {
            NS_TEST_EXPECT_MSG_EQ(ParseBytes(text), value, text);
            NS_TEST_EXPECT_MSG_EQ(ParseBytes(FormatBytes(value)), value, "round trip of " << text);
        }
        NS_TEST_EXPECT_MSG_EQ(FormatBytes(1048576), "1MiB", "binary unit");
        NS_TEST_EXPECT_MSG_EQ(FormatBytes(800000), "800KB", "decimal unit");
        NS_TEST_EXPECT_MSG_EQ(FormatBytes(4158), "4158B", "no unit divides it");
        for (const std::string text : {"",
                                       "-1",
                                       "MiB",
                                       "1mib",
                                       "1 MiB",
                                       "1MiBx",
                                       "1.2.3",
                                       "1.5",
                                       "0.3KiB",
                                       "1e",
                                       ".",
                                       "0x10",
                                       "18446744073709551616",
                                       "17179869184GiB",
                                       "1e99999"})
        {
            ExpectError([&] { ParseBytes(text); }, "'" + text + "' is not a byte count");
        }

        const std::vector<std::pair<std::string, uint64_t>> rates{
            {"800Gbps", 800000000000},
            {"2.5Gbps", 2500000000},
            {"1.6Tbps", 1600000000000},
            {"100Gb/s", 100000000000},
            {"12.5GB/s", 100000000000},
            {"1KiB/s", 8192},
            {"33.3333333333Gbps", 33333333333},
            {"9bps", 9}};
        for (const auto& [text, value] : rates)
        {
            NS_TEST_EXPECT_MSG_EQ(ParseRate(text).GetBitRate(), value, text);
            NS_TEST_EXPECT_MSG_EQ(ParseRate(FormatRate(DataRate(value))).GetBitRate(),
                                  value,
                                  "round trip of " << text);
        }
        NS_TEST_EXPECT_MSG_EQ(FormatRate(DataRate(2500000000)), "2.5Gbps", "fraction");
        NS_TEST_EXPECT_MSG_EQ(ParseRate("0", true).GetBitRate(), 0, "zero where allowed");
        ExpectError([] { ParseRate("0Gbps"); }, "above zero");
        ExpectError([] { ParseRate("-1Gbps"); }, "must not be negative");
        ExpectError([] { ParseRate("400"); }, "no unit");
        ExpectError([] { ParseRate("400GHz"); }, "unknown unit 'GHz'");
        ExpectError([] { ParseRate("1e30Gbps"); }, "too large");
        ExpectError([] { ParseRate("0.1bps"); }, "too small");

        NS_TEST_EXPECT_MSG_EQ(ParseTime("500ns"), NanoSeconds(500), "nanoseconds");
        NS_TEST_EXPECT_MSG_EQ(ParseTime("4.096us"), NanoSeconds(4096), "fraction");
        NS_TEST_EXPECT_MSG_EQ(ParseTime("1e-5s"), MicroSeconds(10), "exponent");
        NS_TEST_EXPECT_MSG_EQ(ParseTime("0"), Time(), "zero needs no unit");
        NS_TEST_EXPECT_MSG_EQ(ParseTime(FormatDuration(Time::Max())), Time::Max(), "no limit");
        NS_TEST_EXPECT_MSG_EQ(FormatDuration(NanoSeconds(17057)), "17.057us", "fraction");
        NS_TEST_EXPECT_MSG_EQ(FormatDuration(MicroSeconds(1000)), "1ms", "whole");
        NS_TEST_EXPECT_MSG_EQ(FormatDuration(NanoSeconds(-1005)), "-1.005us", "negative");
        NS_TEST_EXPECT_MSG_EQ(ParseTime("+.5E+1us"), MicroSeconds(5), "signs");
        NS_TEST_EXPECT_MSG_EQ(ParseTime("1.us"), MicroSeconds(1), "no decimals");
        ExpectError([] { ParseTime("1eus"); }, "unknown unit 'eus'");
        ExpectError([] { ParseTime("1e+-1us"); }, "unknown unit 'e+-1us'");
        ExpectError([] { ParseTime("1e99999us"); }, "too large");
        ExpectError([] { ParseTime("1e-99999us"); }, "too many decimals");
        ExpectError([] { ParseTime("99999999999999999999us"); }, "no number that can be read");
        ExpectError([] { ParseTime("1.2.3us"); }, "unknown unit '.3us'");
        ExpectError([] { ParseTime("500"); }, "no unit");
        ExpectError([] { ParseTime("-1us"); }, "must not be negative");
        ExpectError([] { ParseTime("5parsecs"); }, "unknown unit 'parsecs'");
        ExpectError([] { ParseTime("107d"); }, "at most 106d");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Values without units are read and written exactly, and nonsense is refused.
 */
class NumbersTestCase : public TextTestCase
{
  public:
    NumbersTestCase()
        : TextTestCase("numbers")
    {
    }

  private:
    void Ranges()
    {
        const auto one = ReadWholeRange("3-7", {0, 9}, "-");
        NS_TEST_EXPECT_MSG_EQ((one && one->least == 3 && one->most == 7), true, "a range");
        for (const std::string text : {"", "..", "1..", "..1", "5..1", "1..x", "1..10", "1...5"})
        {
            NS_TEST_EXPECT_MSG_EQ(ReadWholeRange(text, {0, 9}).has_value(), false, text);
        }
        const auto several = ParseWholeRanges("3,5..8", {0, 9}, "--n");
        NS_TEST_ASSERT_MSG_EQ(several.size(), 2, "two parts");
        NS_TEST_EXPECT_MSG_EQ(several[0].least + several[0].most, 3 + 3, "a number");
        NS_TEST_EXPECT_MSG_EQ(several[1].least * several[1].most, 5 * 8, "a range");
        for (const std::string text : {"", ",3", "3,,5", "3,5..x", "99999999999999999999"})
        {
            ExpectError(
                [&] {
                    ParseWholeRanges(text, {0, 9}, "--n");
                },
                "is neither a whole number from 0 to 9 nor a range like 1..5");
        }
        ExpectError(
            [] {
                ParseWholeRanges("2,5..1", {0, 9}, "--n=2,5..1");
            },
            "--n=2,5..1: '5..1' is neither a whole number from 0 to 9 nor a range like "
            "1..5; is 1..5 meant?");
    }

    void DoRun() override
    {
        NS_TEST_EXPECT_MSG_EQ(ParseNumber("-1.5e-3"), -0.0015, "number");
        NS_TEST_EXPECT_MSG_EQ(FormatNumber(0.1), "0.1", "shortest");
        NS_TEST_EXPECT_MSG_EQ(ParseNumber(FormatNumber(1.0 / 3)), 1.0 / 3, "round trip");
        NS_TEST_EXPECT_MSG_EQ(ParseNumber("+.5e+1"), 5, "signs");
        NS_TEST_EXPECT_MSG_EQ(FormatNumber(400e9), "4e+11", "an exponent where it is shorter");
        NS_TEST_EXPECT_MSG_EQ(FormatNumber(5e-324), "4.94066e-324", "the least of all");
        for (const std::string text :
             {"", "x", "1x", "nan", "inf", "1e999", " 1", "1 ", "+", "+-1", "0x10", "1,5"})
        {
            ExpectError([&] { ParseNumber(text); }, "is not a number");
        }
        NS_TEST_EXPECT_MSG_EQ(ReadWhole("18446744073709551615").value(), UINT64_MAX, "largest");
        NS_TEST_EXPECT_MSG_EQ(ReadWhole("007", {7, 7}).value(), 7, "zeros in front");
        for (const std::string text : {"", "-1", "+1", " 1", "1 ", "1.0", "1e3", "6", "10"})
        {
            NS_TEST_EXPECT_MSG_EQ(ReadWhole(text, {7, 9}).has_value(), false, text);
        }
        NS_TEST_EXPECT_MSG_EQ(ReadWhole("18446744073709551616").has_value(), false, "too large");
        ExpectError([] { ParseWhole("6", {7, 9}); }, "'6' is not a whole number from 7 to 9");
        ExpectError([] { ParseWhole("", {7, 9}, "--n="); }, "--n= is not a whole number from 7");
        Ranges();
        std::vector<uint32_t> numbers{9};
        NS_TEST_EXPECT_MSG_EQ(ReadWholes("", ',', {}, numbers) && numbers.empty(), true, "none");
        NS_TEST_EXPECT_MSG_EQ(ReadWholes("3/0", '/', {}, numbers), true, "two");
        NS_TEST_EXPECT_MSG_EQ((numbers == std::vector<uint32_t>{3, 0}), true, "in order");
        for (const std::string text : {"3/", "/3", "3//4", "3,4", "3/10"})
        {
            NS_TEST_EXPECT_MSG_EQ(ReadWholes(text, '/', {0, 9}, numbers), false, text);
        }
        NS_TEST_EXPECT_MSG_EQ(ParseBoolean("yes") && !ParseBoolean("0"), true, "truth values");
        ExpectError([] { ParseBoolean("maybe"); }, "'maybe' is not a truth value");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class FabricUnitsTestSuite : public TestSuite
{
  public:
    FabricUnitsTestSuite()
        : TestSuite("ai-fabric-units", TestSuite::Type::UNIT)
    {
        AddTestCase(new UnitsTestCase);
        AddTestCase(new NumbersTestCase);
    }
};

/// Registers the suite.
static FabricUnitsTestSuite g_fabricUnitsTestSuite;

} // namespace tests
} // namespace aifabric
} // namespace ns3

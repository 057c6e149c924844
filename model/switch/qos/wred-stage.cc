/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "wred-stage.h"

#include "ns3/boolean.h"
#include "ns3/component-description.h"
#include "ns3/config-error.h"
#include "ns3/fabric-numbers.h"
#include "ns3/fabric-units.h"
#include "ns3/log.h"
#include "ns3/string.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("WredStage");

NS_OBJECT_ENSURE_REGISTERED(WredStage);

namespace
{
/// Bytes of the packets that an idle queue is taken to have sent.
constexpr double IDLE_PACKET = 1000;
/// Larger exponents make averages that do not move.
constexpr uint64_t MOST_WEIGHT = 15;
} // namespace

TypeId
WredStage::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::WredStage")
            .SetParent<EgressStage>()
            .SetGroupName("AiFabric")
            .AddConstructor<WredStage>()
            .AddAttribute("Curves",
                          "What is done to classes: class:minimum:maximum:percent:weight joined by "
                          "/, such as 3:150KB:3000KB:7:0; weight 0 = the length, w = an average "
                          "moved by 2^-w",
                          StringValue(""),
                          MakeStringAccessor(&WredStage::m_text),
                          MakeStringChecker())
            .AddAttribute("AtDequeue",
                          "Whether frames are marked as they leave, or else as they come",
                          BooleanValue(true),
                          MakeBooleanAccessor(&WredStage::m_atDequeue),
                          MakeBooleanChecker()),
        "WRED with ECN, class by class: marks, and drops what is not ECN-capable");
    return tid;
}

WredStage::WredStage() = default;
WredStage::~WredStage() = default;

WredStage::Curves
WredStage::Read(const std::string& text)
{
    Curves curves{};
    std::istringstream parts(text);
    for (std::string part; std::getline(parts, part, '/');)
    {
        std::vector<std::string> fields;
        std::istringstream words(part);
        for (std::string word; std::getline(words, word, ':');)
        {
            fields.push_back(word);
        }
        const auto fail = [&part](const std::string& what) {
            throw ConfigError("wred: '" + part + "' " + what +
                              "; it is class:minimum:maximum:percent:weight, such as "
                              "3:150KB:3000KB:7:0");
        };
        if (fields.size() != 5)
        {
            fail("has not five fields");
        }
        const auto c = ReadWhole(fields[0], {0, CLASS_COUNT - 1});
        if (!c || curves[*c].used)
        {
            fail("begins with no class (0 to 7, each once)");
        }
        Curve& curve = curves[*c];
        curve.used = true;
        curve.least = ParseBytes(fields[1]);
        curve.most = ParseBytes(fields[2]);
        curve.probability = ParseNumber(fields[3]) / 100;
        const auto weight = ReadWhole(fields[4], {0, MOST_WEIGHT});
        if (curve.least > curve.most || !(curve.probability >= 0 && curve.probability <= 1) ||
            !weight)
        {
            fail("has a minimum above the maximum, no percentage, or a weight above 15");
        }
        curve.weight = static_cast<uint32_t>(*weight);
    }
    return curves;
}

double
WredStage::GetProbability(const Curve& curve, double bytes)
{
    const auto least = static_cast<double>(curve.least);
    const auto most = static_cast<double>(curve.most);
    if (bytes <= least)
    {
        return 0;
    }
    return bytes > most ? 1 : curve.probability * (bytes - least) / (most - least);
}

std::string
WredStage::DoStart()
{
    m_random.Seed(FabricRandom::MARKER, uint64_t{1} << 32 | GetPlace().node);
    try
    {
        m_curves = Read(m_text);
    }
    catch (const ConfigError& error)
    {
        return error.what();
    }
    return {};
}

bool
WredStage::DoIsUsed() const
{
    return !m_text.empty();
}

bool
WredStage::DoLooksAtArrivals() const
{
    return true;
}

uint64_t
WredStage::DoGetMarks() const
{
    return m_marks;
}

uint64_t
WredStage::DoGetLeastMark(uint8_t classes) const
{
    const Curves curves = Read(m_text);
    uint64_t least = UINT64_MAX;
    for (uint8_t c = 0; c < CLASS_COUNT; c++)
    {
        const Curve& curve = curves[c];
        if (curve.used && ((classes >> c) & 1))
        {
            least = std::min(least, curve.probability > 0 ? curve.least : curve.most);
        }
    }
    return least;
}

int64_t
WredStage::DoAssignStreams(int64_t stream)
{
    m_random.Seed(FabricRandom::USER, static_cast<uint64_t>(stream));
    return 1;
}

std::string
WredStage::DoGetIdleReason() const
{
    return m_text.empty() ? "curves= says what is done to which class" : "";
}

WredStage::Average&
WredStage::GetState(PortView port, uint8_t priority)
{
    if (m_averages.size() <= port.GetPort())
    {
        m_averages.resize(port.GetPort() + size_t{1});
    }
    return m_averages[port.GetPort()][priority];
}

double
WredStage::GetAverage(uint16_t port, uint8_t priority) const
{
    return port < m_averages.size() ? m_averages[port][priority].bytes : 0;
}

double
WredStage::Measure(const Frame& frame, PortView port)
{
    const uint64_t waiting = port.GetQueueBytes(frame.priority);
    const auto length = static_cast<double>(waiting + frame.size);
    const uint32_t weight = m_curves[frame.priority].weight;
    if (weight == 0)
    {
        return length;
    }
    Average& average = GetState(port, frame.priority);
    const double share = std::ldexp(1.0, -static_cast<int>(weight));
    if (waiting == 0 && average.bytes > 0)
    {
        const auto idle = static_cast<double>(GetPlace().domain->Now() - average.emptySince);
        average.bytes *=
            std::pow(1 - share, std::floor(idle / (IDLE_PACKET * port.GetPsPerByte())));
    }
    average.bytes += share * (length - average.bytes);
    return average.bytes;
}

bool
WredStage::IsHit(const Curve& curve, double bytes)
{
    return bytes > static_cast<double>(curve.least) &&
           m_random.Uniform() < GetProbability(curve, bytes);
}

void
WredStage::Mark(Frame& frame, const Curve& curve, double bytes)
{
    if (frame.ecn != Ecn::NOT_ECT && frame.ecn != Ecn::CE && IsHit(curve, bytes))
    {
        frame.ecn = Ecn::CE;
        m_marks++;
        NS_LOG_LOGIC("node " << GetPlace().node << ": marks packet " << frame.psn << " of host "
                             << frame.src << " to host " << frame.dst << " at " << bytes
                             << " bytes");
    }
}

bool
WredStage::DoArrive(Frame& frame, PortView port)
{
    const Curve& curve = m_curves[frame.priority];
    if (!curve.used)
    {
        return true;
    }
    const double bytes = Measure(frame, port);
    if (frame.ecn == Ecn::NOT_ECT)
    {
        const bool isHit = !frame.IsControl() && IsHit(curve, bytes);
        m_drops += isHit ? 1 : 0;
        return !isHit;
    }
    if (!m_atDequeue)
    {
        Mark(frame, curve, bytes);
    }
    return true;
}

void
WredStage::DoLeave(Frame& frame, PortView port)
{
    const Curve& curve = m_curves[frame.priority];
    if (!curve.used)
    {
        return;
    }
    const uint64_t waiting = port.GetQueueBytes(frame.priority);
    if (m_atDequeue)
    {
        Mark(frame,
             curve,
             curve.weight == 0 ? static_cast<double>(waiting + frame.size)
                               : GetState(port, frame.priority).bytes);
    }
    if (curve.weight != 0 && waiting == 0)
    {
        GetState(port, frame.priority).emptySince = GetPlace().domain->Now();
    }
}

} // namespace aifabric
} // namespace ns3

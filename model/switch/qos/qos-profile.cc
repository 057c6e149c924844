/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "qos-profile.h"

#include "wred-stage.h"

#include "ns3/boolean.h"
#include "ns3/component-description.h"
#include "ns3/config-error.h"
#include "ns3/fabric-numbers.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <array>
#include <sstream>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(QosProfile);
NS_OBJECT_ENSURE_REGISTERED(DefaultQos);

namespace
{
/// Bytes that the class with the least weight may send in a round.
constexpr uint32_t LEAST_QUANTUM = 9216;
/// Classes that a switch serves first by itself.
const char* const DEFAULT_STRICT = "6/7";
} // namespace

TypeId
QosProfile::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::aifabric::QosProfile").SetParent<Object>().SetGroupName("AiFabric");
    return tid;
}

QosProfile::QosProfile() = default;
QosProfile::~QosProfile() = default;

const ComponentFamily&
QosProfile::GetFamily()
{
    static const ComponentFamily family("QoS profile", "Qos", {GetTypeId()});
    return family;
}

TypeId
DefaultQos::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::DefaultQos")
            .SetParent<QosProfile>()
            .SetGroupName("AiFabric")
            .AddConstructor<DefaultQos>()
            .AddAttribute("Strict",
                          "Classes that go before all others, joined by /; among them the highest "
                          "first",
                          StringValue(DEFAULT_STRICT),
                          MakeStringAccessor(&DefaultQos::m_strict),
                          MakeStringChecker())
            .AddAttribute("Weights",
                          "Percent of the link of the other classes: class:percent joined by /, "
                          "such as 0:50/3:50; empty = all alike",
                          StringValue(""),
                          MakeStringAccessor(&DefaultQos::m_weights),
                          MakeStringChecker())
            .AddAttribute("ClassMap",
                          "Class by DSCP: DSCP:class joined by /, and *:class for all others; "
                          "empty = the class of the host",
                          StringValue(""),
                          MakeStringAccessor(&DefaultQos::m_classMap),
                          MakeStringChecker())
            .AddAttribute("NoDrop",
                          "Classes that PFC protects, joined by /; empty = as the switch says",
                          StringValue(""),
                          MakeStringAccessor(&DefaultQos::m_noDrop),
                          MakeStringChecker())
            .AddAttribute("Wred",
                          "Marks and early drops: class:minimum:maximum:percent:weight joined by "
                          "/; empty = marks as the switch says",
                          StringValue(""),
                          MakeStringAccessor(&DefaultQos::m_wred),
                          MakeStringChecker())
            .AddAttribute("MarkAtDequeue",
                          "Whether frames are marked as they leave, or else as they come",
                          BooleanValue(true),
                          MakeBooleanAccessor(&DefaultQos::m_markAtDequeue),
                          MakeBooleanChecker())
            .AddAttribute("Shapers",
                          "Rates that classes do not exceed: class:rate joined by /, in steps of "
                          "200 Mb/s",
                          StringValue(""),
                          MakeStringAccessor(&DefaultQos::m_shapers),
                          MakeStringChecker())
            .AddAttribute("Inferred",
                          "Parameters of the row that no source says, joined by /; sets nothing",
                          StringValue(""),
                          MakeStringAccessor(&DefaultQos::m_inferred),
                          MakeStringChecker()),
        "what switches do without a profile: classes 7 and 6 first, the others alike");
    return tid;
}

DefaultQos::DefaultQos() = default;
DefaultQos::~DefaultQos() = default;

uint32_t
DefaultQos::ReadClasses(const std::string& key, const std::string& text) const
{
    std::vector<uint32_t> classes;
    if (!ReadWholes(text, '/', {0, CLASS_COUNT - 1}, classes))
    {
        throw ConfigError("qos: " + key + "=" + text + " are no classes 0 to 7, joined by /");
    }
    uint32_t mask = 0;
    for (const uint32_t c : classes)
    {
        mask |= 1U << c;
    }
    return mask;
}

void
DefaultQos::SetWeights(SwitchModel& model, uint32_t strict) const
{
    std::array<uint32_t, CLASS_COUNT> weights;
    weights.fill(1);
    uint32_t sum = 0;
    uint32_t least = 100;
    std::istringstream parts(m_weights);
    for (std::string part; std::getline(parts, part, '/');)
    {
        const size_t colon = part.find(':');
        const auto c = ReadWhole(part.substr(0, colon), {0, CLASS_COUNT - 1});
        const auto percent =
            colon == std::string::npos ? std::nullopt : ReadWhole(part.substr(colon + 1), {1, 100});
        if (!c || !percent || ((strict >> *c) & 1))
        {
            throw ConfigError("qos: weights=" + m_weights + ": '" + part +
                              "' is no class (0 to 7, and not strict), a colon and a percentage "
                              "(1 to 100)");
        }
        weights[*c] = static_cast<uint32_t>(*percent);
        least = std::min(least, weights[*c]);
        sum += weights[*c];
    }
    if (sum > 100)
    {
        throw ConfigError("qos: weights=" + m_weights + " are " + std::to_string(sum) +
                          " percent, more than a link has");
    }
    std::string text;
    for (const uint32_t weight : weights)
    {
        text += (text.empty() ? "" : ",") + std::to_string(weight);
    }
    model.SetSwitchAttribute("ClassWeights", StringValue(text));
    model.SetSwitchAttribute(
        "Quantum",
        UintegerValue(m_weights.empty() ? LEAST_QUANTUM : (LEAST_QUANTUM + least - 1) / least));
}

void
DefaultQos::DoConfigure(SwitchModel& model) const
{
    // What is not said stays as the switch has it.
    const uint32_t strict = ReadClasses("strict", m_strict);
    if (m_strict != DEFAULT_STRICT)
    {
        std::string classes;
        for (uint32_t c = 0; c < CLASS_COUNT; c++)
        {
            classes += (strict >> c) & 1 ? (classes.empty() ? "" : ",") + std::to_string(c) : "";
        }
        model.SetSwitchAttribute("StrictClasses", StringValue(classes));
    }
    if (!m_weights.empty())
    {
        SetWeights(model, strict);
    }
    if (!m_classMap.empty())
    {
        model.SetSwitchAttribute("ClassMap", StringValue(m_classMap));
    }
    if (!m_shapers.empty())
    {
        model.SetSwitchAttribute("Shapers", StringValue(m_shapers));
    }
    if (GetNoDrop() != 0)
    {
        model.SetPfcAttribute("LosslessClasses", UintegerValue(GetNoDrop()));
    }
    if (NamesMarks())
    {
        WredStage::Read(m_wred);
        model.SetMarkerAttribute("Enabled", BooleanValue(false));
        ObjectFactory stage("ns3::aifabric::WredStage");
        stage.Set("Curves", StringValue(m_wred));
        stage.Set("AtDequeue", BooleanValue(m_markAtDequeue));
        model.AddStage(stage);
    }
}

uint8_t
DefaultQos::DoGetNoDrop() const
{
    return static_cast<uint8_t>(ReadClasses("no-drop", m_noDrop));
}

bool
DefaultQos::DoNamesMarks() const
{
    return !m_wred.empty();
}

} // namespace aifabric
} // namespace ns3

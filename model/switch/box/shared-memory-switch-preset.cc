/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "shared-memory-switch-preset.h"

#include "ns3/alpha-policy.h"
#include "ns3/boolean.h"
#include "ns3/component-description.h"
#include "ns3/component-spec.h"
#include "ns3/config-error.h"
#include "ns3/double.h"
#include "ns3/queue-limit.h"
#include "ns3/shared-memory-admission.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(SharedMemorySwitchPreset);

namespace
{

/// Memory of each port where neither shared-buffer nor shared-per-port is given.
constexpr uint64_t DEFAULT_PER_PORT = 2000000;

/// What the model sets of a policy, and `policy=` does not.
const std::vector<std::string>&
ListTaken()
{
    static const std::vector<std::string> names{"Buffer",
                                                "BufferPerPort",
                                                "CellBytes",
                                                "Domains",
                                                "PortsPerDomain",
                                                "QueueReserve",
                                                "HeadroomPool",
                                                "LargestFrame",
                                                "Alpha",
                                                "ClassAlphas"};
    return names;
}

/// @return whether a parameter is one of some attributes
bool
IsOneOf(const std::vector<std::string>& names, const std::string& key)
{
    return std::any_of(names.begin(), names.end(), [&key](const std::string& name) {
        return NormalizeName(name) == NormalizeName(key);
    });
}

} // namespace

TypeId
SharedMemorySwitchPreset::GetTypeId()
{
    using P = SharedMemorySwitchPreset;
    static TypeId tid =
        TypeId("ns3::aifabric::SharedMemorySwitchPreset")
            .SetParent<GenericSwitchPreset>()
            .SetGroupName("AiFabric")
            .AddConstructor<SharedMemorySwitchPreset>()
            .AddAttribute("OwnDescription",
                          "What this component does (constant)",
                          0,
                          StringValue("a switch with the shared memory of an ASIC: cells, domains, "
                                      "pools; 2 MB for each port unless shared-buffer or "
                                      "shared-per-port is given"),
                          Create<ConstantAccessor>(),
                          MakeStringChecker())
            .AddAttribute("Policy",
                          "How queues share the memory (list buffer); parameters of it join as in "
                          "static:limit=1MB, several of them by /",
                          StringValue("dynamic-threshold"),
                          MakeStringAccessor(&P::m_policy),
                          MakeStringChecker())
            .AddAttribute("QueueLimit",
                          "Level 0 to 10 of NX-OS, which takes the place of Alpha; auto = Alpha "
                          "holds",
                          UintegerValue(AUTO),
                          MakeUintegerAccessor(&P::m_queueLimit),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("AlphaRow",
                          "What the levels of QueueLimit stand for: generic or cloud-scale",
                          StringValue("generic"),
                          MakeStringAccessor(&P::m_alphaRow),
                          MakeStringChecker())
            .AddAttribute("ClassAlphas",
                          "Alphas of classes 0 to 7, joined by / (numbers); empty = that of all",
                          StringValue(""),
                          MakeStringAccessor(&P::m_classAlphas),
                          MakeStringChecker())
            .AddAttribute("Domains",
                          "Parts that the memory is cut into, each for its own ports (number)",
                          UintegerValue(1),
                          MakeUintegerAccessor(&P::m_domains),
                          MakeUintegerChecker<uint32_t>(1, 64))
            .AddAttribute("PortsPerDomain",
                          "Ports that fill a domain before the next begins (number); 0 = the ports "
                          "in use are divided evenly",
                          UintegerValue(0),
                          MakeUintegerAccessor(&P::m_portsPerDomain),
                          MakeUintegerChecker<uint32_t>(0, 65535))
            .AddAttribute("CellBytes",
                          "Bytes of a cell of the memory; a frame takes whole cells",
                          UintegerValue(208),
                          MakeUintegerAccessor(&P::m_cellBytes),
                          MakeUintegerChecker<uint32_t>(1, 16384))
            .AddAttribute("HeadroomPool",
                          "Bytes of each domain that lossless frames may use above Xoff; auto = "
                          "the headroom of all ports, but no more than half of the domain",
                          UintegerValue(AUTO),
                          MakeUintegerAccessor(&P::m_headroomPool),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("Panel",
                          "Ports of the box, such as 64x400Gbps or 28x100Gbps/8x400Gbps: a fabric "
                          "that needs others is refused; empty = any",
                          StringValue(""),
                          MakeStringAccessor(&P::m_panel),
                          MakeStringChecker())
            .AddAttribute("Breakout",
                          "Most links that one port of the panel can be split into (number)",
                          UintegerValue(1),
                          MakeUintegerAccessor(&P::m_breakout),
                          MakeUintegerChecker<uint32_t>(1, 16));
    return tid;
}

SharedMemorySwitchPreset::SharedMemorySwitchPreset() = default;
SharedMemorySwitchPreset::~SharedMemorySwitchPreset() = default;

uint64_t
SharedMemorySwitchPreset::Get(const std::string& name) const
{
    UintegerValue value;
    GetAttribute(name, value);
    return value.Get();
}

SharedMemorySwitchPreset::Chosen
SharedMemorySwitchPreset::ReadPolicy() const
{
    std::string text = m_policy;
    std::replace(text.begin(), text.end(), '/', ',');
    ComponentSpec spec = ParseComponent(text);
    for (const auto& [key, value] : spec.parameters)
    {
        if (IsOneOf(ListTaken(), key))
        {
            throw ConfigError("policy=" + m_policy + ": " + key +
                              " is a parameter of the switch model, beside policy");
        }
    }
    const ComponentFamily& family = SharedMemoryAdmission::GetFamily();
    const std::string stage =
        CreateComponent<SharedMemoryAdmission>(family, ComponentSpec{spec.name, {}})->GetStage();
    if (stage.empty())
    {
        return {MakeFactory(family, spec), {}};
    }
    std::vector<std::string> names;
    for (const auto& attribute : ListTextAttributes(EgressStage::GetFamily().Find(stage).type))
    {
        names.push_back(attribute.name);
    }
    const auto ofStage =
        std::stable_partition(spec.parameters.begin(),
                              spec.parameters.end(),
                              [&names](const auto& item) { return !IsOneOf(names, item.first); });
    const ParameterList parameters(ofStage, spec.parameters.end());
    spec.parameters.erase(ofStage, spec.parameters.end());
    return {MakeFactory(family, spec),
            {MakeFactory(EgressStage::GetFamily(), {stage, parameters})}};
}

void
SharedMemorySwitchPreset::DoConfigure(SwitchModel& model) const
{
    GenericSwitchPreset::DoConfigure(model);
    const Chosen chosen = ReadPolicy();
    ObjectFactory policy = chosen.policy;
    const uint64_t shared = Get("SharedBuffer");
    const uint64_t perPort = Get("SharedPerPort");
    policy.Set("Buffer", UintegerValue(shared));
    policy.Set("BufferPerPort",
               UintegerValue(shared == 0 && perPort == 0 ? DEFAULT_PER_PORT : perPort));
    policy.Set("CellBytes", UintegerValue(m_cellBytes));
    policy.Set("Domains", UintegerValue(m_domains));
    policy.Set("PortsPerDomain", UintegerValue(m_portsPerDomain));
    const uint64_t reserve = Get("QueueReserve");
    policy.Set("QueueReserve", UintegerValue(reserve == AUTO ? 0 : reserve));
    policy.Set("HeadroomPool", UintegerValue(m_headroomPool));
    // Refused even where nothing asks for it.
    const double level = QueueLimit::GetAlpha(m_alphaRow, m_queueLimit == AUTO ? 0 : m_queueLimit);
    if (policy.GetTypeId().IsChildOf(AlphaPolicy::GetTypeId()))
    {
        DoubleValue alpha;
        GetAttribute("Alpha", alpha);
        policy.Set("Alpha", m_queueLimit == AUTO ? alpha : DoubleValue(level));
        policy.Set("ClassAlphas", StringValue(m_classAlphas));
    }
    model.SetAdmission(policy);
    StringValue names;
    GetAttribute("Stages", names);
    for (const ObjectFactory& stage : chosen.stages)
    {
        std::istringstream words(names.Get());
        for (std::string word; std::getline(words, word, '/');)
        {
            if (EgressStage::GetFamily().Find(word).type == stage.GetTypeId())
            {
                throw ConfigError("stages=" + names.Get() + ": policy=" + m_policy +
                                  " brings the stage " + word + " with it; leave it out");
            }
        }
        model.AddStage(stage);
    }
    model.SetPanel(FrontPanel(m_panel, m_breakout));
}

std::vector<IdleAttribute>
SharedMemorySwitchPreset::DoListIdle(const PlaceOfUse& place) const
{
    std::vector<IdleAttribute> idle;
    for (const IdleAttribute& one : GenericSwitchPreset::DoListIdle(place))
    {
        if (one.name != "Alpha" && one.name != "BufferPerPort")
        {
            idle.push_back(one);
        }
    }
    const auto add = [&idle](const std::string& name, const std::string& reason) {
        idle.push_back({name, reason});
    };
    add("BufferPerPort", "the memory is shared: shared-buffer or shared-per-port is its size");
    BooleanValue lossless;
    GetAttribute("Lossless", lossless);
    if (!ReadPolicy().policy.GetTypeId().IsChildOf(AlphaPolicy::GetTypeId()))
    {
        for (const char* name : {"Alpha", "QueueLimit", "AlphaRow", "ClassAlphas"})
        {
            add(name, "policy=" + m_policy + " has no alpha");
        }
        return idle;
    }
    if (!m_classAlphas.empty())
    {
        add("Alpha", "class-alphas is given, and takes its place");
        add("QueueLimit", "class-alphas is given, and takes its place");
    }
    else if (m_queueLimit != AUTO)
    {
        add("Alpha", "queue-limit is given, and takes its place");
    }
    if (m_queueLimit == AUTO)
    {
        add("AlphaRow", "it says what the levels of queue-limit are, and none is given");
    }
    if (!lossless.Get())
    {
        add("HeadroomPool", "nothing is paused with lossless=false");
    }
    if (m_panel.empty())
    {
        add("Breakout", "it splits ports of a panel, and none is given");
    }
    return idle;
}

} // namespace aifabric
} // namespace ns3

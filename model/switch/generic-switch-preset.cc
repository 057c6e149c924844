/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "generic-switch-preset.h"

#include "red-marker.h"

#include "ns3/boolean.h"
#include "ns3/component-description.h"
#include "ns3/component-spec.h"
#include "ns3/config-error.h"
#include "ns3/double.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <set>
#include <sstream>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(GenericSwitchPreset);

namespace
{

/// Larger ones are mistakes.
constexpr uint64_t MOST_RESERVE = 1000000000;

/// What acts on nothing where nothing is trimmed.
void
AddTrimIdle(const std::string& reason, std::vector<IdleAttribute>& idle)
{
    for (const char* name : {"TrimClass", "TrimSize", "TrimDscp", "LastHopDscp"})
    {
        idle.push_back({name, reason});
    }
}

} // namespace

TypeId
GenericSwitchPreset::AddPfcAttributes(TypeId tid)
{
    return tid
        .AddAttribute("Lossless",
                      "Whether PFC protects LosslessClasses",
                      BooleanValue(false),
                      MakeBooleanAccessor(&GenericSwitchPreset::m_lossless),
                      MakeBooleanChecker())
        .AddAttribute("LosslessClasses",
                      "Classes that PFC protects, 0 to 7, joined by /; that of RoCE is 3",
                      StringValue("3"),
                      MakeStringAccessor(&GenericSwitchPreset::m_losslessClasses),
                      MakeStringChecker())
        .AddAttribute("Xoff",
                      "PFC: bytes of an ingress above which its peer is paused",
                      UintegerValue(400000),
                      MakeUintegerAccessor(&GenericSwitchPreset::m_xoff),
                      MakeUintegerChecker<uint64_t>())
        .AddAttribute("Xon",
                      "PFC: bytes of an ingress at which its peer is resumed",
                      UintegerValue(380000),
                      MakeUintegerAccessor(&GenericSwitchPreset::m_xon),
                      MakeUintegerChecker<uint64_t>())
        .AddAttribute("Headroom",
                      "PFC: bytes of an ingress above Xoff before frames are lost; auto = what "
                      "rate, delay and frames of the link add up to",
                      UintegerValue(AUTO),
                      MakeUintegerAccessor(&GenericSwitchPreset::m_headroom),
                      MakeUintegerChecker<uint64_t>());
}

TypeId
GenericSwitchPreset::AddTrimAttributes(TypeId tid)
{
    return AddPipelineAttributes(tid)
        .AddAttribute("Trim",
                      "Whether data packets without room lose their payload only: their headers "
                      "go on, and the receiver tells the sender",
                      BooleanValue(false),
                      MakeBooleanAccessor(&GenericSwitchPreset::m_trim),
                      MakeBooleanChecker())
        .AddAttribute("TrimClass",
                      "Class in which trimmed packets go on, 0 to 7; 6 and 7 go first",
                      UintegerValue(7),
                      MakeUintegerAccessor(&GenericSwitchPreset::m_trimClass),
                      MakeUintegerChecker<uint8_t>(0, CLASS_COUNT - 1))
        .AddAttribute("TrimSize",
                      "Bytes of a trimmed packet, FCS included, at most 4096; 0 = its headers, at "
                      "least 64",
                      UintegerValue(0),
                      MakeUintegerAccessor(&GenericSwitchPreset::m_trimSize),
                      MakeUintegerChecker<uint32_t>(0, 4096))
        .AddAttribute("TrimDscp",
                      "DSCP of trimmed packets, 0 to 63; 64 = that of TrimClass",
                      UintegerValue(64),
                      MakeUintegerAccessor(&GenericSwitchPreset::m_trimDscp),
                      MakeUintegerChecker<uint8_t>(0, 64))
        .AddAttribute("LastHopDscp",
                      "DSCP of packets trimmed at a port that leads to their receiver, 0 to 63, so "
                      "that their senders know; 64 = as TrimDscp, and they do not",
                      UintegerValue(64),
                      MakeUintegerAccessor(&GenericSwitchPreset::m_lastHopDscp),
                      MakeUintegerChecker<uint8_t>(0, 64))
        .AddAttribute("QueueReserve",
                      "Bytes of each class queue of a port that are admitted as long as the buffer "
                      "of the switch has room, at most 1 GB: room for trimmed packets and ACKs in "
                      "classes of their own; auto = an "
                      "eighth of private buffers that trim, else none",
                      UintegerValue(AUTO),
                      MakeUintegerAccessor(&GenericSwitchPreset::m_queueReserve),
                      MakeUintegerChecker<uint64_t>());
}

TypeId
GenericSwitchPreset::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        AddTrimAttributes(
            AddClassAttributes(AddPfcAttributes(
                TypeId("ns3::aifabric::GenericSwitchPreset")
                    .SetParent<SwitchPreset>()
                    .SetGroupName("AiFabric")
                    .AddConstructor<GenericSwitchPreset>()
                    .AddAttribute("BufferPerPort",
                                  "Bytes of private buffer behind every port",
                                  UintegerValue(800000),
                                  MakeUintegerAccessor(&GenericSwitchPreset::m_bufferPerPort),
                                  MakeUintegerChecker<uint64_t>(1))
                    .AddAttribute("SharedBuffer",
                                  "Bytes of buffer that all ports share by dynamic thresholds; 0 = "
                                  "private buffers",
                                  UintegerValue(0),
                                  MakeUintegerAccessor(&GenericSwitchPreset::m_sharedBuffer),
                                  MakeUintegerChecker<uint64_t>())
                    .AddAttribute("SharedPerPort",
                                  "Bytes for each port of the buffer that all ports share, so that "
                                  "it grows with the switch; 0 = as SharedBuffer says",
                                  UintegerValue(0),
                                  MakeUintegerAccessor(&GenericSwitchPreset::m_sharedPerPort),
                                  MakeUintegerChecker<uint64_t>(0, UINT32_MAX))
                    .AddAttribute(
                        "Alpha",
                        "Dynamic threshold: a class queue may grow to this multiple of the "
                        "free space",
                        DoubleValue(8),
                        MakeDoubleAccessor(&GenericSwitchPreset::m_alpha),
                        MakeDoubleChecker<double>(0))
                    .AddAttribute("Ecn",
                                  "Whether ECN-capable frames are marked",
                                  BooleanValue(true),
                                  MakeBooleanAccessor(&GenericSwitchPreset::m_ecn),
                                  MakeBooleanChecker())
                    .AddAttribute("MarkLastHop",
                                  "Whether ports that lead to hosts mark as others do",
                                  BooleanValue(true),
                                  MakeBooleanAccessor(&GenericSwitchPreset::m_markLastHop),
                                  MakeBooleanChecker())
                    .AddAttribute("Kmin",
                                  "Queue length in bytes up to which nothing is marked",
                                  UintegerValue(80000),
                                  MakeUintegerAccessor(&GenericSwitchPreset::m_kmin),
                                  MakeUintegerChecker<uint64_t>())
                    .AddAttribute("Kmax",
                                  "Queue length in bytes above which everything is marked",
                                  UintegerValue(320000),
                                  MakeUintegerAccessor(&GenericSwitchPreset::m_kmax),
                                  MakeUintegerChecker<uint64_t>())
                    .AddAttribute("Pmax",
                                  "Marking probability at Kmax",
                                  DoubleValue(0.2),
                                  MakeDoubleAccessor(&GenericSwitchPreset::m_pmax),
                                  MakeDoubleChecker<double>(0, 1)))))
            .AddAttribute("FairAdmission",
                          "Whether frames of one size that come to a full queue before another has "
                          "left have the same chance of the room that there was",
                          BooleanValue(true),
                          MakeBooleanAccessor(&GenericSwitchPreset::m_fair),
                          MakeBooleanChecker())
            .AddAttribute("Stages",
                          "Names of what is done to frames that leave a queue, in order and joined "
                          "by /, behind ECN marking: telemetry; empty = nothing",
                          StringValue(""),
                          MakeStringAccessor(&GenericSwitchPreset::m_stages),
                          MakeStringChecker()),
        "a switch of no vendor, with every parameter open");
    return tid;
}

GenericSwitchPreset::GenericSwitchPreset() = default;
GenericSwitchPreset::~GenericSwitchPreset() = default;

uint64_t
GenericSwitchPreset::GetQueueReserve() const
{
    if (m_queueReserve != AUTO)
    {
        return m_queueReserve;
    }
    // What is trimmed finds its port full: without room of its own it would be lost all the same.
    // Where PFC protects the class that RoCE has by default, nothing is trimmed.
    const bool isProtected = IsLossless() && ((ReadLosslessClasses() >> 3) & 1);
    return m_trim && !isProtected && m_sharedBuffer == 0 && m_sharedPerPort == 0
               ? std::min(m_bufferPerPort / CLASS_COUNT, MOST_RESERVE)
               : 0;
}

void
GenericSwitchPreset::DoConfigure(SwitchModel& model) const
{
    if (m_queueReserve != AUTO && m_queueReserve > MOST_RESERVE)
    {
        throw ConfigError("generic: queue-reserve=" + std::to_string(m_queueReserve) +
                          " is too large; at most 1 GB can be reserved");
    }
    if (m_kmin > m_kmax)
    {
        throw ConfigError("generic: kmin=" + std::to_string(m_kmin) +
                          " exceeds kmax=" + std::to_string(m_kmax));
    }
    if (m_xon > m_xoff)
    {
        throw ConfigError("generic: xon=" + std::to_string(m_xon) +
                          " exceeds xoff=" + std::to_string(m_xoff));
    }
    if (IsLossless() && m_ecn && !NamesMarks() && m_kmax > m_xoff)
    {
        throw ConfigError("generic: kmax=" + std::to_string(m_kmax) +
                          " exceeds xoff=" + std::to_string(m_xoff) +
                          ": PFC would pause before ECN has marked; raise xoff or lower kmax");
    }
    if (m_alpha <= 0)
    {
        throw ConfigError("generic: alpha must be positive");
    }
    if (m_sharedBuffer > 0 && m_sharedPerPort > 0)
    {
        throw ConfigError("generic: shared-buffer is the buffer of a switch and shared-per-port "
                          "that of each of its ports: give one of them");
    }
    if (m_sharedBuffer > 0 || m_sharedPerPort > 0)
    {
        model.SetAdmission("ns3::aifabric::DynamicThresholdAdmission",
                           "Buffer",
                           UintegerValue(m_sharedBuffer),
                           "BufferPerPort",
                           UintegerValue(m_sharedPerPort),
                           "Alpha",
                           DoubleValue(m_alpha),
                           "QueueReserve",
                           UintegerValue(GetQueueReserve()));
    }
    else
    {
        model.SetAdmission("ns3::aifabric::PerPortAdmission",
                           "BufferPerPort",
                           UintegerValue(m_bufferPerPort),
                           "QueueReserve",
                           UintegerValue(GetQueueReserve()));
    }
    model.SetMarkerAttribute("Enabled", BooleanValue(m_ecn));
    model.SetMarkerAttribute("Kmin", UintegerValue(m_kmin));
    model.SetMarkerAttribute("Kmax", UintegerValue(m_kmax));
    model.SetMarkerAttribute("Pmax", DoubleValue(m_pmax));
    const uint8_t lossless = ReadLosslessClasses();
    model.SetPfcAttribute("LosslessClasses", UintegerValue(IsLossless() ? lossless : 0));
    model.SetPfcAttribute("Xoff", UintegerValue(m_xoff));
    model.SetPfcAttribute("Xon", UintegerValue(m_xon));
    model.SetPfcAttribute("Headroom", UintegerValue(m_headroom));
    model.SetSwitchAttribute("FairAdmission", BooleanValue(m_fair));
    ConfigurePipeline(model);
    if (m_trim && IsLossless() && ((lossless >> m_trimClass) & 1))
    {
        throw ConfigError("generic: trim-class=" + std::to_string(m_trimClass) +
                          " is a class that lossless=true protects, and trimmed packets may be "
                          "lost: choose another one");
    }
    model.SetSwitchAttribute("Trim", BooleanValue(m_trim));
    model.SetSwitchAttribute("TrimClass", UintegerValue(m_trimClass));
    model.SetSwitchAttribute("TrimSize", UintegerValue(m_trimSize));
    model.SetSwitchAttribute("TrimDscp", UintegerValue(m_trimDscp));
    model.SetSwitchAttribute("LastHopDscp", UintegerValue(m_lastHopDscp));
    model.SetSwitchAttribute("MarkLastHop", BooleanValue(m_markLastHop));
    ConfigureClasses(model);
    std::istringstream stages(m_stages);
    std::set<std::string> names;
    for (std::string name; std::getline(stages, name, '/');)
    {
        if (name.empty() || !names.insert(NormalizeName(name)).second)
        {
            throw ConfigError("generic: stages=" + m_stages +
                              ": names of stages are joined by /, "
                              "each once");
        }
        const ObjectFactory stage = MakeFactory(EgressStage::GetFamily(), ParseComponent(name));
        if (stage.GetTypeId() == RedMarker::GetTypeId())
        {
            throw ConfigError("generic: stages=" + m_stages +
                              ": marking is in every switch; ecn, "
                              "kmin, kmax and pmax set it");
        }
        model.AddStage(stage);
    }
}

std::vector<IdleAttribute>
GenericSwitchPreset::DoListIdle(const PlaceOfUse& place) const
{
    const bool isProtected = IsLossless() && (place.dataClasses & ~ReadLosslessClasses()) == 0;
    std::vector<IdleAttribute> idle;
    AddClassIdle(idle);
    if (NamesMarks())
    {
        // Said there.
    }
    else if (!m_ecn)
    {
        const std::string reason = "nothing is marked with ecn=false";
        idle.push_back({"Kmin", reason});
        idle.push_back({"Kmax", reason});
        idle.push_back({"Pmax", reason});
        idle.push_back({"MarkLastHop", reason});
    }
    else if (m_kmin == m_kmax)
    {
        idle.push_back({"Pmax", "with kmin=kmax everything above is marked"});
    }
    if (!IsLossless())
    {
        const std::string reason = "nothing is paused with lossless=false";
        idle.push_back({"LosslessClasses", reason});
        idle.push_back({"PauseResponse", reason});
        idle.push_back({"Xoff", reason});
        idle.push_back({"Xon", reason});
        idle.push_back({"Headroom", reason});
    }
    if (!m_trim)
    {
        AddTrimIdle("nothing is trimmed with trim=false", idle);
    }
    else if (isProtected)
    {
        idle.push_back({"Trim", "with lossless=true PFC protects the data, and it is not trimmed"});
        AddTrimIdle("with lossless=true the data is not trimmed", idle);
    }
    if (m_sharedBuffer == 0 && m_sharedPerPort == 0)
    {
        idle.push_back({"Alpha",
                        "private buffers have no dynamic threshold: give shared-buffer or "
                        "shared-per-port"});
    }
    else
    {
        idle.push_back({"BufferPerPort",
                        std::string(m_sharedBuffer ? "shared-buffer" : "shared-per-port") +
                            " is given, and takes its place"});
        if (isProtected)
        {
            idle.push_back({"Alpha", "with lossless=true PFC protects the data, no threshold"});
        }
    }
    return idle;
}

} // namespace aifabric
} // namespace ns3

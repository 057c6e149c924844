/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "pfc-controller.h"

#include "ns3/before-start.h"
#include "ns3/component-spec.h"
#include "ns3/config-error.h"
#include "ns3/headroom-rule.h"
#include "ns3/log.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("PfcController");

NS_OBJECT_ENSURE_REGISTERED(PfcController);

TypeId
PfcController::GetTypeId()
{
    const auto hasStarted = [](const PfcController& one) { return !one.m_devices.empty(); };
    static TypeId tid =
        TypeId("ns3::aifabric::PfcController")
            .SetParent<Object>()
            .SetGroupName("AiFabric")
            .AddConstructor<PfcController>()
            .AddAttribute(
                "LosslessClasses",
                "Bit mask of the classes PFC protects; 8 is class 3, 0 is no PFC; read when the "
                "switch starts",
                UintegerValue(0),
                MakeBeforeStart<PfcController>(
                    "LosslessClasses",
                    hasStarted,
                    MakeUintegerAccessor(&PfcController::m_losslessMask)),
                MakeUintegerChecker<uint8_t>())
            .AddAttribute("Xoff",
                          "Bytes of an ingress port and class above which its peer is paused",
                          UintegerValue(200000),
                          MakeUintegerAccessor(&PfcController::m_xoff),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("Xon",
                          "Bytes of an ingress port and class at which its peer is resumed",
                          UintegerValue(180000),
                          MakeUintegerAccessor(&PfcController::m_xon),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("Headroom",
                          "Bytes above Xoff for frames that come before the pause takes effect; "
                          "auto = what rate, delay and frames of the link add up to",
                          UintegerValue(AUTO),
                          MakeUintegerAccessor(&PfcController::m_headroom),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("HeadroomRule",
                          "What Headroom=auto adds up: exact, simple, sonic; read when the switch "
                          "starts",
                          StringValue("exact"),
                          MakeStringAccessor(&PfcController::m_ruleName),
                          MakeStringChecker())
            .AddAttribute(
                "PauseResponse",
                "Time that peers take to heed a pause, quanta of 512 bit times of their "
                "link, at most 65535; auto = the limit of IEEE 802.3, 31B.3.7",
                UintegerValue(0),
                MakeBeforeStart<PfcController>("PauseResponse",
                                               hasStarted,
                                               MakeUintegerAccessor(&PfcController::m_response)),
                MakeUintegerChecker<uint64_t>())
            .AddAttribute("LargestFrame",
                          "Bytes of the largest frame of a lossless class, for the headroom",
                          UintegerValue(wire::LARGEST_FRAME_BYTES),
                          MakeUintegerAccessor(&PfcController::m_largest),
                          MakeUintegerChecker<uint32_t>(64))
            .AddAttribute("PauseQuanta",
                          "Length of a pause in quanta of 512 bit times",
                          UintegerValue(65535),
                          MakeUintegerAccessor(&PfcController::m_quanta),
                          MakeUintegerChecker<uint16_t>(1));
    return tid;
}

PfcController::PfcController() = default;
PfcController::~PfcController() = default;

std::string
PfcController::Start(uint32_t node, const std::vector<FabricPort*>& devices)
{
    m_node = node;
    m_devices = devices;
    m_domain = devices.empty() ? nullptr : &devices[0]->GetDomain();
    m_portCount = static_cast<uint32_t>(devices.size());
    if (m_losslessMask != 0)
    {
        m_bytes.assign(size_t{m_portCount} * CLASS_COUNT, 0);
        m_ingress.resize(m_bytes.size());
    }
    if (m_losslessMask != 0 && m_headroom != AUTO && m_xoff + m_headroom < m_largest)
    {
        return "PFC: xoff=" + std::to_string(m_xoff) +
               " and headroom=" + std::to_string(m_headroom) +
               " together are smaller than a frame (" + std::to_string(m_largest) + " bytes)";
    }
    return m_xon <= m_xoff ? SetPeers() : "PFC: xon must not exceed xoff";
}

std::string
PfcController::SetPeers()
{
    constexpr uint64_t MOST_QUANTA = 65535;
    if (m_response != AUTO && m_response > MOST_QUANTA)
    {
        return "PFC: pause-response=" + std::to_string(m_response) +
               " exceeds the longest pause; it is auto or at most 65535 quanta";
    }
    try
    {
        m_rule = CreateComponent<HeadroomRule>(HeadroomRule::GetFamily(), m_ruleName);
    }
    catch (const ConfigError& error)
    {
        return std::string("PFC: headroom-rule: ") + error.what();
    }
    for (uint32_t port = 0; m_losslessMask != 0 && port < m_portCount; port++)
    {
        if (FabricPort* peer = m_devices[port]->GetPeer())
        {
            const double ps =
                64.0 * static_cast<double>(GetResponseQuanta(port)) * peer->GetPsPerByte();
            peer->GetGates().SetResponse(static_cast<uint64_t>(ps));
        }
    }
    return "";
}

uint64_t
PfcController::GetResponseQuanta(uint32_t port) const
{
    return m_response != AUTO ? m_response
                              : HeadroomRule::GetResponseLimit(
                                    m_devices[port]->GetPeer()->GetDataRate().GetBitRate());
}

uint64_t
PfcController::GetRuledHeadroom(uint32_t port) const
{
    const FabricPort* peer = m_devices[port]->GetPeer();
    const uint64_t exact = GetNeededHeadroom(port);
    return !m_rule ? exact
                   : m_rule->Calculate({peer->GetDataRate().GetBitRate(),
                                        m_devices[port]->GetPropagation(),
                                        m_largest,
                                        GetResponseQuanta(port),
                                        exact});
}

uint64_t
PfcController::GetNeededHeadroom(uint32_t port) const
{
    FabricPort* device = m_devices[port];
    FabricPort* peer = device->GetPeer();
    // The pause waits for a frame of any kind that this port has begun.
    const double waiting = device->GetForeignMtu() + wire::ETHERNET_BYTES + wire::FCS_BYTES +
                           wire::PFC_FRAME_BYTES + 2.0 * WIRE_OVERHEAD_BYTES;
    const double time = waiting * device->GetPsPerByte() +
                        static_cast<double>(device->GetDelay() + peer->GetDelay()) +
                        static_cast<double>(peer->GetJitter() + peer->GetGates().GetResponse());
    return static_cast<uint64_t>(time / peer->GetPsPerByte()) + 2 * uint64_t{m_largest} + 1;
}

void
PfcController::ListFindings(uint64_t buffer, std::vector<std::string>& findings) const
{
    if (m_losslessMask == 0)
    {
        return;
    }
    uint64_t needed = 0;
    uint64_t reserved = 0;
    for (uint32_t port = 0; port < m_portCount; port++)
    {
        needed = std::max(needed, GetNeededHeadroom(port));
        reserved += m_xoff + GetHeadroom(port);
    }
    if (m_headroom < needed)
    {
        findings.push_back("headroom=" + std::to_string(m_headroom) + " is below the " +
                           std::to_string(needed) +
                           " bytes that can come in before a pause takes effect: frames of "
                           "lossless classes may be lost; headroom=auto follows the links");
    }
    else if (m_headroom == AUTO)
    {
        const auto isShort = [this](uint32_t port) {
            return GetRuledHeadroom(port) < GetNeededHeadroom(port);
        };
        uint32_t port = 0;
        while (port < m_portCount && !isShort(port))
        {
            port++;
        }
        if (port < m_portCount)
        {
            findings.push_back(
                "headroom-rule=" + m_ruleName + " gives a link " +
                std::to_string(GetRuledHeadroom(port)) + " bytes, below the " +
                std::to_string(GetNeededHeadroom(port)) +
                " that can come in before a pause takes effect: frames of "
                "lossless classes may be lost; headroom-rule=exact does not lose any");
        }
    }
    if (reserved > buffer)
    {
        findings.push_back("a switch with " + std::to_string(m_portCount) +
                           " ports needs a buffer of " + std::to_string(reserved) +
                           " bytes for xoff and headroom of each, and has " +
                           std::to_string(buffer) +
                           ": frames of lossless classes may be lost; lower xoff and xon or "
                           "raise the buffer");
    }
}

bool
PfcController::ChargeHeadroom(uint32_t index, const Frame& frame)
{
    auto& ingress = m_ingress[index];
    if (!ingress)
    {
        ingress = std::make_unique<Ingress>();
        ingress->controller = this;
        ingress->port = frame.ingress;
        ingress->priority = frame.priority;
        ingress->headroom = GetHeadroom(frame.ingress);
        // Parts below 2^16 are ports; events of classes come above them.
        ingress->refresh.Bind<&Ingress::Refresh>(ingress.get(),
                                                 m_node,
                                                 (1U << 16) + frame.ingress * CLASS_COUNT +
                                                     frame.priority,
                                                 EventKind::PAUSE);
    }
    if (!ingress->paused)
    {
        ingress->paused = true;
        m_pausedCount++;
        m_pauses++;
        NS_LOG_INFO("node " << m_node << " port " << frame.ingress << ": pauses class "
                            << +frame.priority << " of its peer");
        SendPause(*ingress);
    }
    const uint64_t bytes = m_bytes[index] + frame.size;
    if (bytes > m_xoff + ingress->headroom)
    {
        NS_LOG_WARN("node " << m_node << " port " << frame.ingress << ": the headroom of class "
                            << +frame.priority << " is full");
        return false;
    }
    m_bytes[index] = bytes;
    m_maxHeadroom = std::max(m_maxHeadroom, bytes - m_xoff);
    return true;
}

void
PfcController::SendPause(Ingress& ingress)
{
    FabricPort* device = m_devices[ingress.port];
    device->SendPause(static_cast<uint8_t>(1U << ingress.priority), m_quanta);
    const double life = 64.0 * m_quanta * device->GetPsPerByte();
    m_domain->Schedule(ingress.refresh, m_domain->Now() + static_cast<uint64_t>(life / 2));
}

void
PfcController::LinkChanged(uint16_t port, bool up)
{
    if (m_pausedCount == 0)
    {
        return;
    }
    for (uint32_t priority = 0; priority < CLASS_COUNT; priority++)
    {
        Ingress* ingress = m_ingress[Index(port, priority)].get();
        if (!ingress || !ingress->paused)
        {
            continue;
        }
        m_domain->Cancel(ingress->refresh);
        if (up)
        {
            SendPause(*ingress);
        }
    }
}

void
PfcController::Resume(uint32_t index)
{
    Ingress* ingress = m_ingress[index].get();
    if (!ingress || !ingress->paused)
    {
        return;
    }
    ingress->paused = false;
    NS_LOG_INFO("node " << m_node << " port " << ingress->port << ": resumes class "
                        << +ingress->priority << " of its peer");
    m_pausedCount--;
    m_domain->Cancel(ingress->refresh);
    m_devices[ingress->port]->SendPause(static_cast<uint8_t>(1U << ingress->priority), 0);
}

} // namespace aifabric
} // namespace ns3

/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "pfc-controller.h"

#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(PfcController);

TypeId
PfcController::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::aifabric::PfcController")
            .SetParent<Object>()
            .SetGroupName("AiFabric")
            .AddConstructor<PfcController>()
            .AddAttribute("LosslessClasses",
                          "Bit mask of the classes PFC protects; 8 is class 3, 0 is no PFC",
                          UintegerValue(0),
                          MakeUintegerAccessor(&PfcController::m_losslessMask),
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
                          "Bytes above Xoff for frames that come before the pause takes effect",
                          UintegerValue(200000),
                          MakeUintegerAccessor(&PfcController::m_headroom),
                          MakeUintegerChecker<uint64_t>())
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
PfcController::Start(uint32_t node, const std::vector<FabricNetDevice*>& devices)
{
    m_node = node;
    m_devices = devices;
    m_engine = &FabricEngine::Get();
    m_portCount = static_cast<uint32_t>(devices.size());
    if (m_losslessMask != 0)
    {
        m_bytes.assign(size_t{m_portCount} * CLASS_COUNT, 0);
        m_ingress.resize(m_bytes.size());
    }
    return m_xon <= m_xoff ? "" : "PFC: xon must not exceed xoff";
}

bool
PfcController::ChargeHeadroom(uint32_t index, const Frame& frame)
{
    const uint64_t bytes = m_bytes[index] + frame.size;
    if (bytes > m_xoff + m_headroom)
    {
        return false;
    }
    m_bytes[index] = bytes;
    m_maxHeadroom = std::max(m_maxHeadroom, bytes - m_xoff);
    auto& ingress = m_ingress[index];
    if (!ingress)
    {
        ingress = std::make_unique<Ingress>();
        ingress->controller = this;
        ingress->port = frame.ingress;
        ingress->priority = frame.priority;
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
        SendPause(*ingress);
    }
    return true;
}

void
PfcController::SendPause(Ingress& ingress)
{
    FabricNetDevice* device = m_devices[ingress.port];
    device->SendPause(static_cast<uint8_t>(1U << ingress.priority), m_quanta);
    const double life = 64.0 * m_quanta * device->GetPsPerByte();
    m_engine->Schedule(ingress.refresh, m_engine->Now() + static_cast<uint64_t>(life / 2));
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
    m_pausedCount--;
    m_engine->Cancel(ingress->refresh);
    m_devices[ingress->port]->SendPause(static_cast<uint8_t>(1U << ingress->priority), 0);
}

} // namespace aifabric
} // namespace ns3

/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "nic-port.h"

#include "roce-nic.h"

#include "ns3/config-error.h"

namespace ns3
{
namespace aifabric
{

namespace
{

/// What a strategy leaves as it is: all by which a frame is known, but for its route.
class Fixed
{
  public:
    explicit Fixed(const Frame& frame)
        : m_src(frame.src),
          m_dst(frame.dst),
          m_psn(frame.psn),
          m_qp(frame.qp),
          m_size(frame.size),
          m_srcQp(frame.srcQp),
          m_payload(frame.payload),
          m_kind(frame.kind),
          m_priority(frame.priority),
          m_hopLimit(frame.hopLimit),
          m_plane(frame.plane)
    {
    }

    /// @return whether a frame has it still
    bool Holds(const Frame& frame) const
    {
        return m_src == frame.src && m_dst == frame.dst && m_psn == frame.psn && m_qp == frame.qp &&
               m_size == frame.size && m_srcQp == frame.srcQp && m_payload == frame.payload &&
               m_kind == frame.kind && m_priority == frame.priority &&
               m_hopLimit == frame.hopLimit && m_plane == frame.plane;
    }

  private:
    uint32_t m_src;
    uint32_t m_dst;
    uint32_t m_psn;
    uint32_t m_qp;
    uint32_t m_size;
    uint32_t m_srcQp;
    uint16_t m_payload;
    FrameKind m_kind;
    uint8_t m_priority;
    uint8_t m_hopLimit;
    uint8_t m_plane;
};

/// Say what a strategy has done.
[[noreturn]] void
RefuseChange(const HostLoadBalancer& balancer)
{
    throw ConfigError(balancer.GetInstanceTypeId().GetName() +
                      " changes more of a frame than its route: DoSelect() writes a Route on it "
                      "and leaves the rest as it is");
}

} // namespace

NicPort::NicPort(RoceNic& nic, Ptr<FabricNetDevice> device, uint32_t plane)
    : m_nic(nic),
      m_port(PeekPointer(device)),
      m_domain(device->GetDomain()),
      m_plane(plane),
      m_lineRate(static_cast<double>(device->GetDataRate().GetBitRate())),
      m_hostRate(m_lineRate)
{
    m_pausedSince.fill(UINT64_MAX);
    device->SetOwner(this, true);
    device->SetPlane(static_cast<uint8_t>(plane));
    m_wakeEvent.Bind<&NicPort::Kick>(this,
                                     device->GetNodeId(),
                                     HOST_PART - plane,
                                     EventKind::NIC_WAKE);
}

NicPort::~NicPort() = default;

std::string
NicPort::Start(Ptr<FabricRoutes> routes, Ptr<HostLoadBalancer> balancer)
{
    m_routes = routes;
    m_firstEpoch = routes->GetEpoch();
    m_balancerObject = balancer;
    m_balancer = PeekPointer(balancer);
    if (!m_balancer)
    {
        return {};
    }
    const std::string problem =
        m_balancer->Start({m_port->GetNodeId(), m_nic.GetHost(), routes, this, &m_domain, m_plane});
    return problem.empty() ? problem : m_balancer->GetInstanceTypeId().GetName() + ": " + problem;
}

void
NicPort::Dispose()
{
    m_balancer = nullptr;
    m_balancerObject = nullptr;
    m_routes = nullptr;
    m_catalog = nullptr;
}

void
NicPort::PushControl(Frame* frame)
{
    frame->plane = static_cast<uint8_t>(m_plane);
    m_acks.Push(frame);
}

void
NicPort::PushUrgent(Frame* frame)
{
    frame->plane = static_cast<uint8_t>(m_plane);
    m_urgent.Push(frame);
}

void
NicPort::SetFraction(double fraction)
{
    m_hostRate = fraction * m_lineRate;
    m_paced = m_hostRate < m_lineRate;
}

uint8_t
NicPort::GetWaitingClasses() const
{
    return static_cast<uint8_t>((m_acks.head ? 1U << m_acks.head->priority : 0) |
                                (m_urgent.head ? 1U << m_urgent.head->priority : 0));
}

Frame*
NicPort::TakeControl()
{
    Frame* first = nullptr;
    Frame** last = &first;
    for (FrameFifo* queue : {&m_urgent, &m_acks})
    {
        while (queue->head)
        {
            Frame* frame = queue->Pop();
            frame->next = nullptr;
            *last = frame;
            last = &frame->next;
        }
    }
    return first;
}

Frame*
NicPort::PullData(uint8_t paused)
{
    if (m_paced && m_domain.Now() < m_nextAvailable)
    {
        if (!m_wakeEvent.IsPending() && m_nic.GetPorts().HasReady(m_plane, paused))
        {
            m_domain.Schedule(m_wakeEvent, m_nextAvailable);
        }
        return nullptr;
    }
    Frame* frame = m_nic.GetPorts().Pull(m_plane, paused);
    if (frame)
    {
        frame->plane = static_cast<uint8_t>(m_plane);
        if (m_paced)
        {
            m_nextAvailable =
                m_domain.Now() +
                static_cast<uint64_t>((frame->size + WIRE_OVERHEAD_BYTES) * 8e12 / m_hostRate);
        }
    }
    return frame;
}

Frame*
NicPort::PullFrame(FabricPort& port)
{
    const uint8_t paused = port.GetPausedMask();
    Frame* frame = nullptr;
    if (m_urgent.head && !((paused >> m_urgent.head->priority) & 1))
    {
        frame = m_urgent.Pop();
    }
    else if (m_acks.head && !((paused >> m_acks.head->priority) & 1))
    {
        frame = m_acks.Pop();
    }
    else if (m_nic.GetServices().GetClasses() & ~paused)
    {
        frame = PullData(paused);
    }
    if (!frame)
    {
        return nullptr;
    }
    frame->sentAt = m_domain.Now();
    if (m_balancer && frame->kind != FrameKind::PROBE &&
        (frame->kind != FrameKind::PROBE_REPLY || !Route::HasPath(*frame)))
    {
        const Fixed before(*frame);
        m_balancer->Select(*frame);
        if (!before.Holds(*frame))
        {
            RefuseChange(*m_balancer);
        }
        if (Route::HasPath(*frame) && m_routes->GetEpoch() != m_firstEpoch)
        {
            LetGo(*frame);
        }
    }
    return frame;
}

void
NicPort::LetGo(Frame& frame)
{
    if (!m_catalog)
    {
        m_catalog = std::make_unique<PathCatalog>();
        m_catalog->Start(m_routes, m_nic.GetHost(), m_plane);
    }
    m_catalog->LetGo(frame);
}

void
NicPort::ReceiveFrame(Frame* frame)
{
    m_nic.ReceiveFrame(frame, *this);
}

const void*
NicPort::GetHint(const Frame& frame) const
{
    return frame.kind == FrameKind::DATA ? m_nic.GetResponders().GetHint(frame.qp)
                                         : m_nic.GetPairs().GetHint(frame.qp);
}

void
NicPort::FrameLeavesQueue(FabricPort&, Frame*)
{
}

void
NicPort::LinkChanged(FabricPort&)
{
    m_nic.GetPorts().PortChanged(*this);
}

void
NicPort::PauseChanged(FabricPort& port)
{
    const uint8_t paused = port.GetPausedMask();
    for (uint8_t c = 0; c < CLASS_COUNT; c++)
    {
        if (!((paused >> c) & 1))
        {
            m_pausedSince[c] = UINT64_MAX;
        }
        else if (m_pausedSince[c] == UINT64_MAX)
        {
            m_pausedSince[c] = m_domain.Now();
        }
    }
}

void
NicPort::SendProbe(uint32_t dst, const Route& route)
{
    PushControl(m_nic.MakeProbe(dst, route));
    Kick();
}

uint64_t
NicPort::GetBaseRtt(uint32_t dst) const
{
    return m_nic.GetTimes().GetPlaneRtt(dst, m_plane);
}

double
NicPort::GetLineRate() const
{
    return m_lineRate;
}

uint32_t
NicPort::GetMtu() const
{
    return m_nic.GetMtu();
}

} // namespace aifabric
} // namespace ns3

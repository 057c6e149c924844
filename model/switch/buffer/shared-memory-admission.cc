/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "shared-memory-admission.h"

#include "ns3/component-description.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <numeric>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(SharedMemoryAdmission);

TypeId
SharedMemoryAdmission::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::aifabric::SharedMemoryAdmission")
            .SetParent<BufferAdmission>()
            .SetGroupName("AiFabric")
            .AddAttribute("Buffer",
                          "Bytes of memory of the whole switch",
                          UintegerValue(32000000),
                          MakeUintegerAccessor(&SharedMemoryAdmission::m_buffer),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("BufferPerPort",
                          "Bytes for each port of the memory, in place of Buffer; 0 = as Buffer "
                          "says",
                          UintegerValue(0),
                          MakeUintegerAccessor(&SharedMemoryAdmission::m_bufferPerPort),
                          MakeUintegerChecker<uint64_t>(0, UINT32_MAX))
            .AddAttribute("CellBytes",
                          "Bytes of a cell; a frame takes whole cells",
                          UintegerValue(208),
                          MakeUintegerAccessor(&SharedMemoryAdmission::m_cellBytes),
                          MakeUintegerChecker<uint32_t>(1, 16384))
            .AddAttribute("Domains",
                          "Parts of equal size that the memory is cut into, each for its own ports "
                          "only (number)",
                          UintegerValue(1),
                          MakeUintegerAccessor(&SharedMemoryAdmission::m_domainCount),
                          MakeUintegerChecker<uint32_t>(1, 64))
            .AddAttribute("PortsPerDomain",
                          "Ports that fill a domain before the next one begins (number); 0 = the "
                          "ports in use are divided evenly",
                          UintegerValue(0),
                          MakeUintegerAccessor(&SharedMemoryAdmission::m_portsPerDomain),
                          MakeUintegerChecker<uint32_t>(0, 65535))
            .AddAttribute("QueueReserve",
                          "Bytes of each lossy class queue that no other can have",
                          UintegerValue(0),
                          MakeUintegerAccessor(&SharedMemoryAdmission::m_queueReserve),
                          MakeUintegerChecker<uint64_t>(0, 1000000000))
            .AddAttribute("HeadroomPool",
                          "Bytes of each domain that lossless frames may use above Xoff; auto = "
                          "the headroom of all ports and lossless classes, but no more than half "
                          "of the domain",
                          UintegerValue(AUTO),
                          MakeUintegerAccessor(&SharedMemoryAdmission::m_headroomPool),
                          MakeUintegerChecker<uint64_t>());
    return tid;
}

SharedMemoryAdmission::SharedMemoryAdmission() = default;
SharedMemoryAdmission::~SharedMemoryAdmission() = default;

const ComponentFamily&
SharedMemoryAdmission::GetFamily()
{
    static const ComponentFamily family("buffer policy", "Policy", {GetTypeId()});
    return family;
}

uint32_t
SharedMemoryAdmission::GetDomainOf(uint32_t port) const
{
    return m_portsPerDomain
               ? port / m_portsPerDomain
               : static_cast<uint32_t>(uint64_t{port} * m_domainCount / GetPortCount());
}

uint32_t
SharedMemoryAdmission::CountPorts(uint32_t domain) const
{
    uint32_t count = 0;
    for (uint32_t port = 0; port < GetPortCount(); port++)
    {
        count += GetDomainOf(port) == domain ? 1 : 0;
    }
    return count;
}

uint32_t
SharedMemoryAdmission::CountReserves(uint32_t domain) const
{
    const auto lossy = static_cast<uint32_t>(CLASS_COUNT - __builtin_popcount(m_losslessMask));
    return m_reserveCells * lossy * CountPorts(domain);
}

uint32_t
SharedMemoryAdmission::GetPoolCells() const
{
    return m_domainCells - CountReserves(0);
}

std::string
SharedMemoryAdmission::CheckConfig()
{
    const uint32_t ports = GetPortCount();
    const uint64_t cells = GetTotal() / m_domainCount / m_cellBytes;
    if (cells > UINT32_MAX / 4)
    {
        return "a domain of " + std::to_string(cells) +
               " cells is too large: raise cell-bytes or lower shared-buffer";
    }
    m_domainCells = static_cast<uint32_t>(cells);
    m_reciprocal = ((uint64_t{1} << 32) + m_cellBytes - 1) / m_cellBytes;
    m_reserveCells = static_cast<uint32_t>((m_queueReserve + m_cellBytes - 1) / m_cellBytes);
    m_xoff = GetView().GetXoff();
    m_losslessMask = 0;
    for (uint8_t c = 0; c < CLASS_COUNT; c++)
    {
        m_losslessMask |= static_cast<uint8_t>(GetView().IsLossless(c) ? 1U << c : 0);
    }
    if (m_portsPerDomain != 0 && uint64_t{m_portsPerDomain} * m_domainCount < ports)
    {
        return "ports-per-domain=" + std::to_string(m_portsPerDomain) +
               " and domains=" + std::to_string(m_domainCount) + " have no room for a switch of " +
               std::to_string(ports) + " ports: raise one of them";
    }
    m_domains.assign(m_domainCount, {});
    m_portBooks.assign(ports, {});
    for (uint32_t port = 0; port < ports; port++)
    {
        m_portBooks[port].domain = &m_domains[GetDomainOf(port)];
    }
    m_headrooms.assign(m_losslessMask ? size_t{m_domainCount} * ports * CLASS_COUNT : 0, 0);
    m_isLaidOut = false;
    KeepBooks();
    const uint64_t headroom = m_losslessMask == 0 || m_headroomPool == AUTO
                                  ? 0
                                  : (m_headroomPool + m_cellBytes - 1) / m_cellBytes;
    uint64_t reserves = 0;
    for (uint32_t domain = 0; domain < m_domainCount; domain++)
    {
        reserves = std::max(reserves, uint64_t{m_reserveCells} * CLASS_COUNT * CountPorts(domain));
    }
    if (CountCells(GetLargestFrame()) + reserves + headroom > cells)
    {
        return "a domain of the buffer has " + std::to_string(cells * m_cellBytes) +
               " bytes, of which reserves of queues take " +
               std::to_string(reserves * m_cellBytes) + " and the headroom pool " +
               std::to_string(headroom * m_cellBytes) + ", and no frame of " +
               std::to_string(GetLargestFrame()) +
               " bytes fits into what is left: raise the buffer, or lower queue-reserve or "
               "headroom-pool";
    }
    return {};
}

SharedMemoryAdmission&
SharedMemoryAdmission::LayOut()
{
    // Not before the first frame: what a link needs is known when both its ends have started.
    m_isLaidOut = true;
    const auto classes = static_cast<uint32_t>(__builtin_popcount(m_losslessMask));
    for (uint32_t d = 0; d < m_domainCount; d++)
    {
        Domain& domain = m_domains[d];
        const uint32_t rest = m_domainCells - CountReserves(d);
        uint64_t headroom = 0;
        if (classes > 0 && m_headroomPool != AUTO)
        {
            headroom = (m_headroomPool + m_cellBytes - 1) / m_cellBytes;
        }
        else if (classes > 0)
        {
            // All ingresses may send to the ports of one domain, in frames of the largest size.
            for (uint32_t port = 0; port < GetPortCount(); port++)
            {
                const uint64_t bytes = GetView().GetHeadroom(static_cast<uint16_t>(port));
                const uint64_t frames = (bytes + GetLargestFrame() - 1) / GetLargestFrame();
                headroom += classes * frames * CountCells(GetLargestFrame());
            }
            headroom = std::min<uint64_t>(headroom, rest / 2);
        }
        domain.headroomSize = static_cast<uint32_t>(headroom);
        domain.poolSize = rest - domain.headroomSize;
    }
    return *this;
}

uint32_t&
SharedMemoryAdmission::HeadroomOf(AdmissionRequest request, const Domain& domain)
{
    const auto place = static_cast<size_t>(&domain - m_domains.data());
    return m_headrooms[(place * m_portBooks.size() + request.GetIngress()) * CLASS_COUNT +
                       request.GetClass()];
}

AdmissionVerdict
SharedMemoryAdmission::AdmitLossless(AdmissionRequest request, PortBook& book, uint32_t cells)
{
    if (!m_isLaidOut)
    {
        LayOut();
    }
    Domain& domain = *book.domain;
    // PFC has charged the frame already.
    const bool isAbove =
        GetView().GetIngressBytes(request.GetIngress(), request.GetClass()) > m_xoff;
    if (!isAbove && cells <= domain.GetFree())
    {
        domain.pool += cells;
        domain.maxPool = std::max(domain.maxPool, domain.pool);
    }
    else if (cells <= domain.headroomSize - domain.headroom)
    {
        domain.headroom += cells;
        domain.maxHeadroom = std::max(domain.maxHeadroom, domain.headroom);
        HeadroomOf(request, domain) += cells;
    }
    else
    {
        domain.headroomFull++;
        return AdmissionVerdict::Drop(DropReason::HEADROOM_FULL);
    }
    book.cells[request.GetClass()] += cells;
    domain.maxUsed = std::max(domain.maxUsed, domain.GetUsed());
    return AdmissionVerdict::Admit();
}

void
SharedMemoryAdmission::DoCharged(AdmissionRequest request)
{
    const uint32_t cells = CountCells(request.GetBytes());
    PortBook& book = m_portBooks[request.egress.GetPort()];
    const uint32_t held = book.cells[request.GetClass()];
    Charge(book, request.GetClass(), cells, Excess(held + cells) - Excess(held));
}

void
SharedMemoryAdmission::DoReleased(AdmissionRequest request)
{
    const uint32_t cells = CountCells(request.GetBytes());
    PortBook& book = m_portBooks[request.egress.GetPort()];
    Domain& domain = *book.domain;
    uint32_t& held = book.cells[request.GetClass()];
    if ((m_losslessMask >> request.GetClass()) & 1)
    {
        uint32_t& headroom = HeadroomOf(request, domain);
        const uint32_t first = std::min(headroom, cells);
        headroom -= first;
        domain.headroom -= first;
        domain.pool -= cells - first;
    }
    else
    {
        const uint32_t more = Excess(held) - Excess(held - cells);
        domain.pool -= more;
        domain.reserved -= cells - more;
    }
    held -= cells;
}

void
SharedMemoryAdmission::DoHeld(const Frame& frame)
{
    if (!m_isLaidOut)
    {
        LayOut();
    }
    // Where it will leave is not known yet.
    Domain& domain = *m_portBooks[frame.ingress].domain;
    const uint32_t cells = CountCells(frame.size);
    m_held += cells;
    domain.pool += cells;
    domain.maxPool = std::max(domain.maxPool, domain.pool);
    domain.maxUsed = std::max(domain.maxUsed, domain.GetUsed());
}

void
SharedMemoryAdmission::DoGivenBack(const Frame& frame)
{
    const uint32_t cells = CountCells(frame.size);
    m_held -= cells;
    m_portBooks[frame.ingress].domain->pool -= cells;
}

bool
SharedMemoryAdmission::DoHasSpace(const Frame& frame) const
{
    const Domain& domain = *m_portBooks[frame.ingress].domain;
    return !m_isLaidOut || CountCells(frame.size) <= domain.GetFree();
}

std::string
SharedMemoryAdmission::DoCheckBooks(const std::vector<AdmissionRequest>& waiting) const
{
    std::vector<std::array<uint32_t, CLASS_COUNT>> cells(m_portBooks.size());
    uint32_t used = m_held;
    for (const AdmissionRequest& one : waiting)
    {
        cells[one.egress.GetPort()][one.GetClass()] += CountCells(one.GetBytes());
        used += CountCells(one.GetBytes());
    }
    for (size_t port = 0; port < m_portBooks.size(); port++)
    {
        for (size_t c = 0; c < CLASS_COUNT; c++)
        {
            if (m_portBooks[port].cells[c] != cells[port][c])
            {
                return "port " + std::to_string(port) + " class " + std::to_string(c) + " has " +
                       std::to_string(m_portBooks[port].cells[c]) +
                       " cells charged, and frames of " + std::to_string(cells[port][c]) +
                       " cells wait";
            }
        }
    }
    for (const Domain& domain : m_domains)
    {
        used -= domain.GetUsed();
    }
    const uint32_t headroom =
        std::accumulate(m_headrooms.begin(), m_headrooms.end(), uint32_t{0}) -
        std::accumulate(m_domains.begin(),
                        m_domains.end(),
                        uint32_t{0},
                        [](uint32_t sum, const Domain& d) { return sum + d.headroom; });
    return used == 0 && headroom == 0 ? "" : "the pools of the buffer do not add up to its queues";
}

uint64_t
SharedMemoryAdmission::DoGetLosslessBuffer() const
{
    return uint64_t{GetPoolCells()} * m_cellBytes;
}

std::string
SharedMemoryAdmission::DoGetStage() const
{
    return {};
}

double
SharedMemoryAdmission::DoGetLargestShare() const
{
    return 1;
}

uint64_t
SharedMemoryAdmission::DoGetLargestQueue() const
{
    // The frame that crosses the bound is admitted.
    const auto share = static_cast<uint64_t>(DoGetLargestShare() * GetPoolCells());
    const uint64_t cells = share + m_reserveCells + CountCells(GetLargestFrame());
    return std::min<uint64_t>(cells, m_domainCells) * m_cellBytes;
}

uint64_t
SharedMemoryAdmission::DoGetBufferPerPort(uint32_t ports) const
{
    return ports ? GetTotal() / ports : GetTotal();
}

uint64_t
SharedMemoryAdmission::DoGetTotal(uint32_t ports) const
{
    const uint64_t buffer = m_bufferPerPort ? m_bufferPerPort * ports : m_buffer;
    return buffer / m_domainCount / m_cellBytes * m_cellBytes * m_domainCount;
}

} // namespace aifabric
} // namespace ns3

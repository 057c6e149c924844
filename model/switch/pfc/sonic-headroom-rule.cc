/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "headroom-rule.h"

#include "ns3/component-description.h"
#include "ns3/double.h"
#include "ns3/uinteger.h"

#include <cmath>

namespace ns3
{
namespace aifabric
{

namespace
{

/**
 * @ingroup ai-fabric
 *
 * The sum that SONiC calculates where headroom follows the cable: MTU of lossless packets, and
 * (port MTU + cable + 2 gearboxes + MAC and PHY + response of the peer by the table of IEEE 802.3)
 * times the factor by which small packets waste cells, in whole KiB. A cell of more than 128 bytes
 * wastes cell/64, a smaller one 2 cell/(1 + cell). Ports of eight lanes get a port MTU more.
 */
class SonicHeadroomRule : public HeadroomRule
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

  private:
    uint64_t DoCalculate(const HeadroomLink& link) const override;

    uint32_t m_portMtu;
    uint32_t m_cell;
    uint32_t m_gearbox;
    uint32_t m_macPhy;
    uint32_t m_lanes;
    double m_smallShare;
};

NS_OBJECT_ENSURE_REGISTERED(SonicHeadroomRule);

TypeId
SonicHeadroomRule::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::SonicHeadroomRule")
            .SetParent<HeadroomRule>()
            .SetGroupName("AiFabric")
            .AddConstructor<SonicHeadroomRule>()
            .AddAttribute("PortMtu",
                          "Bytes of the largest frame of any class",
                          UintegerValue(9216),
                          MakeUintegerAccessor(&SonicHeadroomRule::m_portMtu),
                          MakeUintegerChecker<uint32_t>(64))
            .AddAttribute("Cell",
                          "Bytes of a cell of the buffer",
                          UintegerValue(144),
                          MakeUintegerAccessor(&SonicHeadroomRule::m_cell),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("Gearbox",
                          "Bytes in a gearbox, one way",
                          UintegerValue(0),
                          MakeUintegerAccessor(&SonicHeadroomRule::m_gearbox),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("MacPhy",
                          "Bytes in MAC and PHY",
                          UintegerValue(819),
                          MakeUintegerAccessor(&SonicHeadroomRule::m_macPhy),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Lanes",
                          "Lanes of the port",
                          UintegerValue(4),
                          MakeUintegerAccessor(&SonicHeadroomRule::m_lanes),
                          MakeUintegerChecker<uint32_t>(1, 16))
            .AddAttribute("SmallShare",
                          "Share of smallest packets among those that come in, 0 to 1",
                          DoubleValue(1),
                          MakeDoubleAccessor(&SonicHeadroomRule::m_smallShare),
                          MakeDoubleChecker<double>(0, 1)),
        "SONiC's sum: port MTU, cable, gearboxes, PHY and response, with the waste of cells");
    return tid;
}

uint64_t
SonicHeadroomRule::DoCalculate(const HeadroomLink& link) const
{
    constexpr double SMALLEST = 64;
    constexpr double KIB = 1024;
    const double cell = m_cell;
    const double worst = cell > 2 * SMALLEST ? cell / SMALLEST : 2 * cell / (1 + cell);
    const double waste = 1 - m_smallShare + m_smallShare * worst;
    const double sum = m_portMtu + GetCableBytes(link) + 2.0 * m_gearbox + m_macPhy +
                       64.0 * GetResponseLimit(link.rate);
    const double bytes = link.mtu + sum * waste + (m_lanes == 8 ? m_portMtu : 0);
    return static_cast<uint64_t>(std::ceil(bytes / KIB) * KIB);
}

} // namespace

} // namespace aifabric
} // namespace ns3

/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef GENERIC_SWITCH_PRESET_H
#define GENERIC_SWITCH_PRESET_H

#include "switch-preset.h"

#include "ns3/idle-attributes.h"
#include "ns3/nstime.h"

#include <string>

namespace ns3
{
namespace aifabric
{

class QosProfile;

/**
 * @ingroup ai-fabric
 *
 * A switch of no vendor, with every parameter open: a private buffer per port, or one shared by
 * dynamic thresholds when SharedBuffer or SharedPerPort is given; ECN marking; PFC when Lossless is
 * set; trimming; stages by name; classes by a QoS profile; a PFC watchdog.
 */
class GenericSwitchPreset : public SwitchPreset, public IdleAttributes
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    GenericSwitchPreset();
    ~GenericSwitchPreset() override;

  protected:
    void DoConfigure(SwitchModel& model) const override;
    std::vector<IdleAttribute> DoListIdle(const PlaceOfUse& place) const override;

  private:
    static TypeId AddPfcAttributes(TypeId tid);
    static TypeId AddTrimAttributes(TypeId tid);
    static TypeId AddPipelineAttributes(TypeId tid);
    void ConfigurePipeline(SwitchModel& model) const;
    static TypeId AddClassAttributes(TypeId tid);
    void ConfigureClasses(SwitchModel& model) const;
    void AddClassIdle(std::vector<IdleAttribute>& idle) const;
    Ptr<const QosProfile> GetProfile() const;
    bool IsLossless() const;
    uint8_t GetNoDrop() const;
    bool NamesMarks() const;
    uint8_t ReadLosslessClasses() const;
    uint64_t GetQueueReserve() const;

    uint64_t m_bufferPerPort;
    uint64_t m_sharedBuffer;
    uint64_t m_sharedPerPort;
    double m_alpha;
    bool m_ecn;
    uint64_t m_kmin;
    uint64_t m_kmax;
    double m_pmax;
    bool m_lossless;
    std::string m_losslessClasses;
    bool m_fair;
    uint64_t m_xoff;
    uint64_t m_xon;
    uint64_t m_headroom;
    bool m_trim;
    uint8_t m_trimClass;
    uint32_t m_trimSize;
    uint8_t m_trimDscp;
    uint8_t m_lastHopDscp;
    bool m_markLastHop;
    uint64_t m_queueReserve;
    std::string m_stages;
    std::string m_qos;
    uint64_t m_pauseResponse;
    std::string m_headroomRule;
    std::string m_watchdog;
    Time m_watchdogDetection;
    Time m_watchdogRestoration;
    Time m_watchdogPoll;
    std::string m_watchdogAction;
    Time m_latency;
    uint32_t m_cutThrough;
};

} // namespace aifabric
} // namespace ns3

#endif // GENERIC_SWITCH_PRESET_H

/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SWITCH_MODEL_H
#define SWITCH_MODEL_H

#include "fabric-switch.h"
#include "front-panel.h"

#include "ns3/make-factory.h"
#include "ns3/nstime.h"
#include "ns3/object-factory.h"

#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What kind of switch is built: its buffer, marker, flow control and everything else but the
 * strategy, which is a matter of the fabric. A model says nothing about hosts.
 */
class SwitchModel
{
  public:
    /** A model with the defaults of FabricSwitch and its parts, and a PerPortAdmission. */
    SwitchModel();

    /**
     * Choose the buffer.
     * @tparam Args names and values of attributes
     * @param type TypeId name of a BufferAdmission
     * @param args names and values of attributes
     */
    template <typename... Args>
    void SetAdmission(const std::string& type, Args&&... args)
    {
        m_admission = MakeTypeFactory<BufferAdmission>(type, std::forward<Args>(args)...);
    }

    /**
     * Choose the buffer.
     * @param admission makes buffers
     */
    void SetAdmission(const ObjectFactory& admission);

    /**
     * Set an attribute of the switch itself (FabricSwitch).
     * @param name attribute name
     * @param value its value
     */
    void SetSwitchAttribute(const std::string& name, const AttributeValue& value);

    /**
     * Set an attribute of its ECN marker (RedMarker).
     * @param name attribute name
     * @param value its value
     */
    void SetMarkerAttribute(const std::string& name, const AttributeValue& value);

    /**
     * Set an attribute of its priority flow control (PfcController).
     * @param name attribute name
     * @param value its value
     */
    void SetPfcAttribute(const std::string& name, const AttributeValue& value);

    /**
     * Give it a PFC watchdog, and set an attribute of that (PfcWatchdog).
     * @param name attribute name
     * @param value its value
     */
    void SetWatchdogAttribute(const std::string& name, const AttributeValue& value);

    /**
     * Append a stage that frames pass when they leave a queue, behind the marker.
     * @param stage makes stages (EgressStage)
     */
    void AddStage(const ObjectFactory& stage);

    /**
     * Say what ports a box has, so that a fabric that needs others is refused.
     * @param panel its ports
     */
    void SetPanel(const FrontPanel& panel)
    {
        m_panel = panel;
    }

    /** @return its ports; without any, all fabrics fit. */
    const FrontPanel& GetPanel() const
    {
        return m_panel;
    }

    /** @return bytes by which its stages may make a frame longer. */
    uint32_t GetGrowth() const;

    /** @return whether it marks ECN-capable frames at all. */
    bool Marks() const;

    /**
     * Build a switch of this model, without a strategy.
     * @param largest bytes of the largest frame of a lossless class, for the headroom
     * @return the switch
     */
    Ptr<FabricSwitch> Make(uint32_t largest) const;

  private:
    ObjectFactory m_switch;
    ObjectFactory m_admission;
    ObjectFactory m_marker;
    ObjectFactory m_pfc;
    ObjectFactory m_watchdog;
    bool m_watches{false}; ///< there is a watchdog
    std::vector<ObjectFactory> m_stages;
    FrontPanel m_panel;
};

} // namespace aifabric
} // namespace ns3

#endif // SWITCH_MODEL_H

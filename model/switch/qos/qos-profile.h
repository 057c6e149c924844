/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef QOS_PROFILE_H
#define QOS_PROFILE_H

#include "ns3/component-registry.h"
#include "ns3/object.h"
#include "ns3/switch-model.h"

#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What a switch does with classes, as one description: which class a DSCP stands for, which classes
 * lose nothing, in what order classes are served, where they are marked, how fast they may be. A
 * profile is a class of this family or, as those of vendors are, a row of a table that sets
 * parameters of DefaultQos.
 */
class QosProfile : public Object
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    QosProfile();
    ~QosProfile() override;

    /** @return all profiles that can be chosen by name. */
    static const ComponentFamily& GetFamily();

    /**
     * Set what the profile says in a model.
     * @param model what to set it in
     * @throws ConfigError if the profile contradicts itself
     */
    void Configure(SwitchModel& model) const
    {
        DoConfigure(model);
    }

    /** @return mask of the classes that lose nothing; 0: it says nothing about it. */
    uint8_t GetNoDrop() const
    {
        return DoGetNoDrop();
    }

    /** @return whether it says which queues are marked. */
    bool NamesMarks() const
    {
        return DoNamesMarks();
    }

  private:
    /**
     * Set what the profile says in a model.
     * @param model what to set it in
     */
    virtual void DoConfigure(SwitchModel& model) const = 0;
    /** @return mask of the classes that lose nothing; 0: it says nothing about it. */
    virtual uint8_t DoGetNoDrop() const = 0;
    /** @return whether it says which queues are marked. */
    virtual bool DoNamesMarks() const = 0;
};

/**
 * @ingroup ai-fabric
 *
 * A profile with every parameter open. By itself it is what switches do without one: classes 7 and
 * 6 before all others, which share alike, and the class that the host has chosen.
 *
 * Weights are percent of the link for classes that are not strict. A class without one has
 * weight 1. Quanta of the round robin are in the proportion of the weights, the least of the given
 * ones at least a frame of 9,216 bytes.
 */
class DefaultQos : public QosProfile
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    DefaultQos();
    ~DefaultQos() override;

  private:
    void DoConfigure(SwitchModel& model) const override;
    uint8_t DoGetNoDrop() const override;
    bool DoNamesMarks() const override;
    uint32_t ReadClasses(const std::string& key, const std::string& text) const;
    void SetWeights(SwitchModel& model, uint32_t strict) const;

    std::string m_strict;
    std::string m_weights;
    std::string m_classMap;
    std::string m_noDrop;
    std::string m_wred;
    bool m_markAtDequeue;
    std::string m_shapers;
    std::string m_inferred;
};

} // namespace aifabric
} // namespace ns3

#endif // QOS_PROFILE_H
